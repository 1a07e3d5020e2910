/** User and Group (RFC 7643 §4) as they are before a deployment adds to them. */
import { enterpriseUser } from './enterprise-user.ts';
import { groupSchema } from './group.ts';
import type { ResourceType } from './resource-type.ts';
import { userSchema } from './user.ts';

export const builtInUser: ResourceType = {
  id: 'User',
  name: 'User',
  endpoint: '/Users',
  description: 'User Account',
  schema: userSchema,
  extensions: [{ schema: enterpriseUser, required: false }],
  indexes: [
    { path: 'userName', unique: true },
    { path: 'externalId', unique: false },
    { path: 'emails.value', unique: false },
  ],
  memberOfAttribute: 'groups',
  displayAttributes: ['displayName', 'userName'],
  defaults: { active: true },
  keptOnReplace: ['active', 'externalId'],
};

export const builtInGroup: ResourceType = {
  id: 'Group',
  name: 'Group',
  endpoint: '/Groups',
  description: 'Group',
  schema: groupSchema,
  extensions: [],
  indexes: [
    { path: 'displayName', unique: false },
    { path: 'externalId', unique: false },
  ],
  memberAttribute: 'members',
  displayAttributes: ['displayName'],
  defaults: {},
  keptOnReplace: ['externalId'],
};
