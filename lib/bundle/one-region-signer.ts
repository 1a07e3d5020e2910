/**
 * Stands for `@aws-sdk/signature-v4-multi-region` in bundles: EventBridge's client has it for global endpoints, which are
 * not used here, and with it the requires of two signers that are not installed. Requests to one region are signed as always.
 */
export { SignatureV4 as SignatureV4MultiRegion } from '@smithy/signature-v4';
