/**
 * The identity providers that have a path of their own, each with a profile of its own, so that what one of them needs
 * cannot reach another. A provider is data: nowhere else does code name one (docs/interoperability.md has the sources).
 */
import type { Interoperability } from '#scim/interoperability.ts';

export interface Provider {
  /** Canonical id: the one a token is bound to. */
  readonly id: string;
  readonly name: string;
  /** Other names in the path that mean this provider. */
  readonly aliases?: readonly string[];
  readonly profile: Interoperability;
}

/** What the RFCs say; liberal only where nothing can be lost by it. */
const rfc: Interoperability = {
  mediaType: 'application/scim+json',
  // A group is not read back unasked: adding one member must cost the same however many there are.
  patchStatus: { users: 200, groups: 204 },
  memberReplace: 'whole',
  absentElement: 'noTarget',
  unknownMember: 'refuse',
  unknownAttribute: 'ignore',
  pathlessPatch: 'accept',
  emptyPatch: 'refuse',
  sameGroupName: 'accept',
  deletion: 'final',
};

/**
 * A product sends what its vendor built, and nobody at the customer can correct it: a 400 is final at Okta
 * (fleetdm/fleet #52600), quarantines the connection at Entra, and comes again with every push at JumpCloud. So what can
 * be done is done, and the log tells the rest.
 */
const product: Interoperability = { ...rfc, absentElement: 'create', unknownMember: 'skip' };

/** The provider whose path follows the RFCs: for whoever has no path of their own. */
export const plainProvider = 'generic';

export const providers: readonly Provider[] = [
  { id: plainProvider, name: 'Generic SCIM 2.0', profile: rfc },
  { id: 'jumpcloud', name: 'JumpCloud', profile: product },
  { id: 'okta', name: 'Okta', profile: product },
  {
    id: 'entra',
    name: 'Microsoft Entra ID',
    aliases: ['azure'],
    // It replaces `members` by the one it means to add (grokability/snipe-it #19096, PostHog/posthog #47336), and its
    // validator sends a PATCH without operations (scimmyjs/scimmy #59) and wants 409 for a group of a name that is taken
    // (test/idp/entra/08-groups.json).
    profile: { ...product, memberReplace: 'add', emptyPatch: 'accept', sameGroupName: 'refuse' },
  },
  // Its guide for service providers asks for this type in answers (developers.onelogin.com/scim/implement-scim-api).
  { id: 'onelogin', name: 'OneLogin', profile: { ...product, mediaType: 'application/json' } },
  { id: 'google', name: 'Google Workspace', profile: product },
  { id: 'ping', name: 'Ping Identity', profile: product },
  { id: 'rippling', name: 'Rippling', profile: product },
  { id: 'sailpoint', name: 'SailPoint', profile: product },
  { id: 'cyberark', name: 'CyberArk', profile: product },
  { id: 'keycloak', name: 'Keycloak', profile: product },
  { id: 'authentik', name: 'authentik', profile: product },
];

const byName = new Map(
  providers.flatMap(({ id, aliases = [] }) => [id, ...aliases].map((name) => [name, id] as const)),
);
const profiles = new Map(providers.map(({ id, profile }) => [id, profile]));

/** Canonical id of the provider that `name` means in a path, without regard to letter case; undefined for none. */
export function findProvider(name: string): string | undefined {
  return byName.get(name.toLowerCase());
}

/** The profile of the provider with this canonical id; the RFC's way for any other. */
export function profileOf(provider: string): Interoperability {
  return profiles.get(provider) ?? rfc;
}
