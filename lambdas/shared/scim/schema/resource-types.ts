/** The resource types of this service provider (RFC 7643 §6), with their indexes and defaults. */
import { enterpriseUser } from './enterprise-user.ts';
import { groupSchema } from './group.ts';
import type { ResourceType } from './resource-type.ts';
import { userSchema } from './user.ts';

export const userType: ResourceType = {
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

export const groupType: ResourceType = {
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

export const resourceTypes: readonly ResourceType[] = [userType, groupType];
