/** The connection a path names: `/provisioning/{provider}/v2`. */
import { notFound } from '#scim/errors.ts';
import type { Interoperability } from '#scim/interoperability.ts';
import type { ScimMiddleware } from './scim-middleware.ts';

/** Canonical id of a provider by the name in the path (`azure` is `entra`); undefined for an unknown one. */
export type FindProvider = (name: string) => string | undefined;

/** The media type that the provider with this id expects of answers. */
export type MediaTypeOf = (provider: string) => Interoperability['mediaType'];

/** Answers 404 for a provider that there is not: no token could open it. */
export function connection(findProvider: FindProvider, mediaTypeOf?: MediaTypeOf): ScimMiddleware {
  return {
    name: 'connection',
    before: (request) => {
      const name = request.event.pathParameters?.provider ?? '';
      const provider = findProvider(name);
      if (provider === undefined) {
        throw notFound(`There is no identity provider "${name.slice(0, 40)}"; use /provisioning/generic/v2.`);
      }
      request.internal.provider = provider;
      if (mediaTypeOf !== undefined) request.internal.mediaType = mediaTypeOf(provider);
    },
  };
}
