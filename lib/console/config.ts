/** `config.json` beside the console: where its people sign in, and where its API is. */
export interface ConsoleConfig {
  /** Issuer of OpenID Connect; what it says of itself is below `.well-known`. */
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** The admin API: a path of the console's own origin. */
  readonly apiUrl: string;
}
