/** The identity providers that have a path of their own, each kept apart so that one's workaround cannot reach another. */

export interface Provider {
  /** Canonical id: the one a token is bound to. */
  readonly id: string;
  readonly name: string;
  /** Other names in the path that mean this provider. */
  readonly aliases?: readonly string[];
}

export const providers: readonly Provider[] = [
  { id: 'generic', name: 'Generic SCIM 2.0' },
  { id: 'jumpcloud', name: 'JumpCloud' },
  { id: 'okta', name: 'Okta' },
  { id: 'entra', name: 'Microsoft Entra ID', aliases: ['azure'] },
  { id: 'onelogin', name: 'OneLogin' },
  { id: 'google', name: 'Google Workspace' },
  { id: 'ping', name: 'Ping Identity' },
  { id: 'rippling', name: 'Rippling' },
  { id: 'sailpoint', name: 'SailPoint' },
  { id: 'cyberark', name: 'CyberArk' },
  { id: 'keycloak', name: 'Keycloak' },
  { id: 'authentik', name: 'authentik' },
];

const byName = new Map(
  providers.flatMap(({ id, aliases = [] }) => [id, ...aliases].map((name) => [name, id] as const)),
);

/** Canonical id of the provider that `name` means in a path, without regard to letter case; undefined for none. */
export function findProvider(name: string): string | undefined {
  return byName.get(name.toLowerCase());
}
