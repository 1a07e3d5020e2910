/** One process per folder: a lock that does not outlive the process that holds it, however that process ends. */
import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface FolderLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** A loopback port the holder listens on: after a restart of the machine its pid may be another program's. */
  readonly port: number;
}

const lockFile = 'lock.json';

/** How long a holder may take to end, in milliseconds: one that was told to stop a moment ago is about to. */
const patience = 2_000;

/**
 * Locks `folder`, which is made when it is absent, and taken away again with the lock if nothing was put into it. Throws,
 * naming the holder, when another process keeps it.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = join(folder, lockFile);
  const server = await listen();
  const { port } = server.address() as { readonly port: number };
  const until = Date.now() + patience;
  let made: string | undefined;
  const tryToTake = () => {
    // Each time: whoever had the lock may have taken the folder away.
    made = mkdirSync(folder, { recursive: true, mode: 0o700 }) ?? made;
    return take(file, { pid: process.pid, port });
  };
  while (!tryToTake()) {
    const holder = readHolder(file);
    if (holder === undefined || !(await isAlive(holder))) {
      rmSync(file, { force: true });
    } else if (Date.now() < until) {
      await sleep(50);
    } else {
      server.close();
      throw new Error(`Another local stack (process ${holder.pid}) is using ${folder}; stop it or choose --data DIR.`);
    }
  }
  return {
    release: () => {
      server.close();
      rmSync(file, { force: true });
      if (made !== undefined) removeEmpty(resolve(folder), resolve(made));
    },
  };
}

/** Takes `folder` and those above it away, up to `top`, as far as they are empty. */
function removeEmpty(folder: string, top: string): void {
  try {
    for (let each = folder; each.startsWith(top); each = dirname(each)) rmdirSync(each);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error;
  }
}

function take(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function listen(): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function isAlive({ pid, port }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return Promise.resolve(false);
  }
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
  });
}
