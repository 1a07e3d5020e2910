/**
 * One execution environment: a process that loads a function's bundle and runs one invocation at a time, as Lambda's
 * Node.js runtime does. It is plain JavaScript because stripping types would add 30 ms to each cold start.
 *
 * Messages to it: `{ type: 'invoke', event: JSON text, context, deadline }`. Messages from it: `{ type: 'ready' }`,
 * `{ type: 'log', text }`, `{ type: 'answer', payload: JSON text }` and `{ type: 'error', error: JSON text }`.
 */
/* oxlint-disable typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return, typescript/no-unsafe-argument --
   without types there is nothing to hold these against */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const send = process.send.bind(process);

// Output travels on the same channel as the answer, so that a line is never later than the answer it belongs to.
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk, encoding, callback) => {
    send({ type: 'log', text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8') });
    const done = typeof encoding === 'function' ? encoding : callback;
    if (done !== undefined) process.nextTick(done);
    return true;
  };
}

process.on('disconnect', () => process.exit());

/** What Lambda reports of an error that a function throws. */
function describe(error) {
  if (!(error instanceof Error)) return JSON.stringify({ errorType: typeof error, errorMessage: String(error) });
  return JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') });
}

async function loadHandler() {
  const { LAMBDA_TASK_ROOT: folder, _HANDLER: name } = process.env;
  const [module, ...path] = name.split('.');
  const file = ['.js', '.mjs', '.cjs'].map((extension) => join(folder, module + extension)).find(existsSync);
  if (file === undefined) throw new Error(`Cannot find module '${module}'`);
  const loaded = await import(pathToFileURL(file).href);
  const exported = (root) => path.reduce((value, key) => value?.[key], root);
  const handler = exported(loaded) ?? exported(loaded.default);
  if (typeof handler !== 'function') throw new Error(`${name} is undefined or not exported`);
  return handler;
}

async function invoke(handler, { event, context, deadline }) {
  try {
    const result = await handler(JSON.parse(event), {
      ...context,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => deadline - Date.now(),
    });
    send({ type: 'answer', payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    send({ type: 'error', error: describe(error) });
  }
}

try {
  const handler = await loadHandler();
  process.on('message', (message) => void invoke(handler, message));
  send({ type: 'ready' });
} catch (error) {
  send({ type: 'error', error: describe(error) }, () => process.exit(1));
}
