/** The worked example of docs/custom-schemas.md: devices with a required extension, and users with a badge. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readCustomSchemas } from '#scim/schema/custom-schemas.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';

export const devicesFile = resolve(import.meta.dirname, '../../docs/examples/devices.json');
export const devicesDocument: unknown = JSON.parse(readFileSync(devicesFile, 'utf8'));
export const deviceUrn = 'urn:example:scim:schemas:core:2.0:Device';
export const inventoryUrn = 'urn:example:scim:schemas:extension:inventory:2.0:Device';
export const badgeUrn = 'urn:example:scim:schemas:extension:badge:2.0:User';

const [user, , device] = readCustomSchemas(devicesDocument).resourceTypes;
export const userWithBadge: ResourceType = user;
export const deviceType: ResourceType = device ?? fail();

function fail(): never {
  throw new Error('The example has no resource type of its own.');
}
