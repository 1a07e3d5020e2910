import { describe, expect, test } from '@jest/globals';
import Ajv from 'ajv-draft-04';
import { toJsonSchema } from '#events/contract/event-schemas.ts';
import type {
  ChangeEvent,
  RollcallEvent,
  TokenExpiresSoon,
  UserDeactivated,
} from '../../docs/events/rollcall-events.ts';
import { examples, examplesText, readExamples, readFiles, schemas, writtenFiles } from './events-page.ts';

const ajv = new Ajv.default();
const validators = new Map(schemas.map((schema) => [schema.type, ajv.compile(toJsonSchema(schema))]));

// `npm run docs:events` writes them.
describe('docs/events', () => {
  test('has the schema of each event and their types as the code has them', () => {
    expect(readFiles()).toEqual(writtenFiles());
  });

  test('docs/events.md has an example of each event as it goes out', () => {
    expect(readExamples()).toBe(examplesText());
    expect(examples.map((event) => event['detail-type']).toSorted()).toEqual(
      schemas.map(({ type }) => type).toSorted(),
    );
  });

  test.each(examples.map((event) => [event['detail-type'], event] as const))(
    '%s is as its schema says',
    (type, event) => {
      const validate = validators.get(type);
      expect([validate?.(event), validate?.errors]).toEqual([true, null]);
    },
  );

  test.each(examples.map((event) => [event['detail-type'], event] as const))(
    '%s is refused by the schemas of all other events, and without any of what it must have',
    (type, event) => {
      for (const [other, validate] of validators) expect([other, validate(event)]).toEqual([other, other === type]);
      const special =
        type === 'Token.ExpiresSoon' ? ['provider', 'token', 'expiresAt', 'days'] : ['sequence', 'resource'];
      for (const name of ['id', 'tenant', 'time', 'subject', ...special]) {
        const { [name]: _, ...detail } = event.detail;
        expect(validators.get(type)?.({ ...event, detail })).toBe(false);
      }
    },
  );

  test('the types say what the events say', () => {
    // Held by the compiler: who has narrowed the type knows what it has.
    const nameOf = ({ detail }: RollcallEvent): string | undefined => {
      switch (detail.type) {
        case 'User.Deactivated':
          return detail.after.userName;
        case 'Group.MemberAdded':
          return detail.member.display;
        default:
          return detail.resource.id;
      }
    };
    const [deactivated] = examples.filter((event) => event['detail-type'] === 'User.Deactivated');
    expect(nameOf(deactivated as unknown as RollcallEvent<UserDeactivated>)).toBe('ada@example.com');
    const told: readonly (ChangeEvent | TokenExpiresSoon)['type'][] = schemas.map(
      ({ type }) => type as (ChangeEvent | TokenExpiresSoon)['type'],
    );
    expect(told).toHaveLength(11);
    const ending = examples.find((event) => event['detail-type'] === 'Token.ExpiresSoon');
    expect((ending as unknown as RollcallEvent<TokenExpiresSoon>).detail.days).toBe(7);
  });
});
