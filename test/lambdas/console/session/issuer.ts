/** An issuer of this process that signs everybody in. */
import { generateKeyPairSync } from 'node:crypto';
import { OAuth2Server } from 'oauth2-mock-server';

export interface TestIssuer {
  readonly url: string;
  readonly server: OAuth2Server;
}

export async function startIssuer(): Promise<TestIssuer> {
  const server = new OAuth2Server();
  // An object of the test's own realm, which is the only plain one to the server.
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await server.issuer.keys.add({ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', kid: 'test' });
  await server.start(0, '127.0.0.1');
  server.service.on('beforeTokenSigning', (token: { payload: Record<string, unknown> }) => {
    Object.assign(token.payload, { aud: 'console', sub: 'ada' });
  });
  return { url: server.issuer.url ?? '', server };
}
