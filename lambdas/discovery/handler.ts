import { environmentAuthenticator } from '#endpoint/authenticator.ts';
import { configuredOrigin, originSecret, requestLogSettings } from '#endpoint/environment.ts';
import { JournalSeal } from '#endpoint/journal-seal.ts';
import { scimPipeline } from '#http/pipeline.ts';
import { findProvider, profileOf } from '#service/providers.ts';
import { discoveryRoutes } from './routes.ts';

const journal = new JournalSeal();

/** `/ServiceProviderConfig`, `/ResourceTypes` and `/Schemas` (RFC 7644 §4). */
export const handler = scimPipeline({
  ...requestLogSettings(),
  findProvider,
  mediaTypeOf: (provider) => profileOf(provider).mediaType,
  authenticate: environmentAuthenticator((key) => journal.useSecret(key)),
  sealForJournal: journal.seal,
  origin: configuredOrigin(),
  originSecret: originSecret(),
  routes: discoveryRoutes,
  // RFC 7643 §5: clients should learn how to authenticate before they can.
  publicRoutes: ['GET /ServiceProviderConfig'],
});
