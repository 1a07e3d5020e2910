import { adminHandler } from '#admin/http/admin-handler.ts';
import { configuredOrigin, originSecret } from '#endpoint/environment.ts';
import { cameThrough } from '#http/origin-secret.ts';
import { originOf } from '#http/scim-request.ts';
import { viewerAddress } from '#http/viewer-address.ts';
import { environmentOpener } from './open.ts';

/** The admin API, for people who signed in and for IAM principals (docs/adr/0050-admin-api.md). */
export const handler = adminHandler({
  open: environmentOpener(),
  originOf: (event) => originOf(event, configuredOrigin()),
  isWelcome: cameThrough(originSecret()),
  addressOf: viewerAddress(originSecret()),
  now: () => new Date(),
  write: (line) => console.log(line),
});
