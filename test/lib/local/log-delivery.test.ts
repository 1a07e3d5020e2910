import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { LogDelivery } from '#lib/local/log-delivery.ts';
import { type LogSubscriptionDefinition, toLogSubscription } from '#lib/local/log-subscription.ts';
import type { FunctionDefinition, Resource } from '#lib/local/template.ts';

const subscription: LogSubscriptionDefinition = {
  logGroup: '/aws/lambda/users',
  filterName: 'provisioning-log',
  source: 'users',
  target: 'journal',
  terms: ['"journal":', 'acme'],
};

const batchIn = (event: string) => {
  const { awslogs } = JSON.parse(event) as { awslogs: { data: string } };
  return JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString()) as {
    readonly logEvents: readonly { readonly message: string }[];
  };
};

const answer = { outcome: { kind: 'answer', payload: 'null' } } as const;
const failure = { outcome: { kind: 'error', detail: 'no table' } } as const;

describe('delivery of logs', () => {
  test('hands on the lines that have all terms, together, with where they come from', async () => {
    const events: string[] = [];
    const delivery = new LogDelivery({
      subscriptions: [subscription],
      invoke: async (name, event) => {
        events.push(`${name} ${event}`);
        return answer;
      },
    });
    delivery.take('users', ['{"journal":"1"} acme', '{"journal":"2"}', 'acme']);
    delivery.take('groups', ['{"journal":"3"} acme']);
    delivery.take('users', ['{"journal":"4"} acme']);
    await delivery.stop();
    expect(events).toHaveLength(1);
    const [name = '', event = ''] = (events[0] ?? '').split(' ');
    expect(name).toBe('journal');
    expect(batchIn(event)).toMatchObject({
      messageType: 'DATA_MESSAGE',
      logGroup: '/aws/lambda/users',
      subscriptionFilters: ['provisioning-log'],
      logEvents: [{ message: '{"journal":"1"} acme' }, { message: '{"journal":"4"} acme' }],
    });
  });

  test('tries again what was not taken', async () => {
    let calls = 0;
    const taken = new Promise<void>((resolve) => {
      const delivery = new LogDelivery({
        subscriptions: [subscription],
        invoke: async () => {
          calls += 1;
          if (calls === 1) return failure;
          resolve();
          return answer;
        },
      });
      delivery.take('users', ['{"journal":"1"} acme']);
    });
    await taken;
    expect(calls).toBe(2);
  });

  test('says what was lost when it must end', async () => {
    const said: string[] = [];
    const delivery = new LogDelivery({
      subscriptions: [subscription],
      invoke: async () => failure,
      onLoss: (reason) => said.push(reason),
    });
    delivery.take('users', ['{"journal":"1"} acme']);
    await delivery.stop();
    expect(said).toEqual(['journal did not take 1 lines: no table']);
  });
});

describe('a subscription filter of the template', () => {
  const functions = ['users', 'journal'].map((name) => ({
    name,
    arn: `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
    logGroup: `/aws/lambda/${name}`,
  })) as unknown as FunctionDefinition[];
  const read = (over: Record<string, unknown>) => {
    const properties: Record<string, unknown> = {
      LogGroupName: '/aws/lambda/users',
      DestinationArn: 'arn:aws:lambda:eu-west-1:000000000000:function:journal:live',
      FilterName: 'provisioning-log',
      FilterPattern: '"\\"journal\\":" "acme"',
      ...over,
    };
    const resource: Resource = {
      id: 'Filter',
      properties: Object.keys(properties),
      name: () => 'stack-Filter',
      arn: () => '',
      property: (name) => properties[name],
      attribute: (name) => name,
      refuse: (what) => new Error(what),
    };
    return toLogSubscription(resource, functions);
  };

  test('is read with its functions and terms', () => expect(read({})).toEqual(subscription));

  test.each([
    [{ LogGroupName: '/aws/lambda/nobody' }, 'its LogGroupName is that of no function'],
    [{ DestinationArn: 'arn:aws:kinesis:x' }, 'its DestinationArn is no function'],
    [{ FilterPattern: '{ $.status = 500 }' }, 'its FilterPattern has more than terms'],
  ])('with %j is refused', (over, what) => {
    expect(() => read(over)).toThrow(what);
  });
});
