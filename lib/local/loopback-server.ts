/** Servers that only this machine reaches: of the AWS services, and of whoever stands before or beside them. */
import { createServer, type RequestListener } from 'node:http';

export interface LoopbackServer {
  /** `http://127.0.0.1:…` */
  readonly origin: string;
  /** Answers requests by `listener`, which may have to know the origin. */
  readonly serve: (listener: RequestListener) => void;
  /** Ends the connections that are open, and takes no others. */
  readonly stop: () => Promise<void>;
}

/** Listens on a free loopback port. */
export async function openLoopback(): Promise<LoopbackServer> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { readonly port: number };
  return {
    origin: `http://127.0.0.1:${port}`,
    serve: (listener) => void server.on('request', listener),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
