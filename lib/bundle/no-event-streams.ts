/**
 * Stands for `@smithy/core/event-streams` in bundles. No operation of DynamoDB or Secrets Manager streams events, but the
 * SDK imports the codec dynamically, and esbuild then keeps the codec and all that it shares with the rest unshaken.
 */

const notBundled = (): never => {
  throw new Error('Event streams are left out of the bundles; see lib/bundle/bundling.ts.');
};

export const EventStreamSerde = notBundled;
export const eventStreamSerdeProvider = notBundled;
