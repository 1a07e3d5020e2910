/** A function that does what the query parameter `act` says, and without one answers its event, context and environment. */
/* oxlint-disable typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return, typescript/no-unsafe-argument --
   plain JavaScript, as a bundle is */
if (process.env.FAIL_INIT) throw new Error(process.env.FAIL_INIT);

let count = 0;

const acts = {
  throw: () => {
    throw new Error('as asked');
  },
  exit: () => process.exit(3),
  hang: () => new Promise(() => undefined),
  slow: () => new Promise((resolve) => setTimeout(() => resolve({ statusCode: 200, body: String(process.pid) }), 100)),
  full: () => ({ statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024) }),
  large: () => ({ statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024 + 100) }),
  bare: () => ({ hello: 'world' }),
  malformed: () => ({ statusCode: 'two hundred' }),
  badHeader: () => ({ statusCode: 200, headers: { 'x-bad': 'a\nb' }, body: '' }),
  cookies: () => ({ statusCode: 201, cookies: ['a=1', 'b=2'], body: 'made' }),
  binary: () => ({ statusCode: 200, body: '/w==', isBase64Encoded: true, headers: { 'Content-Type': 'image/x' } }),
  empty: () => ({ statusCode: 204 }),
  logged: () => {
    console.log('first');
    console.error('second');
    console.log(JSON.stringify({ type: 'request', trips: 2, rcu: 1.5, wcu: 6, items: 3, plan: 'a plan' }));
    return { statusCode: 200, headers: { 'Server-Timing': 'own;dur=1' }, body: 'logged' };
  },
};

export const handler = async (event, context) => {
  count += 1;
  const act = acts[event.queryStringParameters?.act];
  if (act !== undefined) return act();
  const { getRemainingTimeInMillis, ...told } = context;
  const body = {
    event,
    context: told,
    remaining: getRemainingTimeInMillis(),
    env: process.env,
    pid: process.pid,
    count,
  };
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
};
