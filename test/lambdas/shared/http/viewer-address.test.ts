import { expect, test } from '@jest/globals';
import { viewerAddress } from '#http/viewer-address.ts';
import { gatewayEvent } from '../../../support/gateway-event.ts';

/** What the gateway says the request came from. */
const edge = '192.0.2.1';
const from = (headers: Record<string, string>) =>
  viewerAddress('secret')(gatewayEvent({ route: 'GET /Users', headers }));
const ours = { 'x-origin-secret': 'secret' };

test.each([
  ['before the edge', `203.0.113.7, ${edge}`, '203.0.113.7'],
  ['alone, where the gateway adds nothing', '203.0.113.7', '203.0.113.7'],
  ['behind what the viewer claims', `198.51.100.66, 203.0.113.7, ${edge}`, '203.0.113.7'],
  ['of the sixth version', `2001:db8::7,${edge}`, '2001:db8::7'],
  ['where it is that of the edge as well', `${edge}, ${edge}`, edge],
  ['of the edge, where no other is there', edge, edge],
  ['of the edge, where none is there', '', edge],
])('finds the address %s: %j is %s', (_, forwardedFor, address) => {
  expect(from({ ...ours, 'x-forwarded-for': forwardedFor })).toBe(address);
});

test('takes what the gateway saw where the header is missing', () => {
  expect(from(ours)).toBe(edge);
});

test.each([
  ['another secret', { 'x-origin-secret': 'guess' }, 'secret'],
  ['no secret', {}, 'secret'],
  ['a secret where none is expected', ours, undefined],
  ['an empty one where none is expected', { 'x-origin-secret': '' }, ''],
])('believes no address that comes with %s', (_, headers, secret) => {
  const event = gatewayEvent({
    route: 'GET /Users',
    headers: { ...headers, 'x-forwarded-for': `203.0.113.7, ${edge}` },
  });
  expect(viewerAddress(secret)(event)).toBe(edge);
});
