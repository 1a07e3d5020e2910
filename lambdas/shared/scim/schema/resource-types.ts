/** The resource types of this service provider (RFC 7643 §6): User, Group, and those of the deployment's own file. */
// By this name, which the bundler replaces by what is deployed (lib/bundle/bundling.ts); here nothing is added.
import custom from '#scim/schema/custom.json' with { type: 'json' };
import { resourceTypesWith } from './additions.ts';
import type { ResourceType } from './resource-type.ts';

/** User and Group first, then the others in the order of the file. */
export const [userType, groupType, ...customTypes] = resourceTypesWith(custom);

export const resourceTypes: readonly ResourceType[] = [userType, groupType, ...customTypes];
