import { describe, expect, test } from '@jest/globals';
import { stageNamed } from '../../lib/stage.ts';

describe('stage', () => {
  test('makes every physical name from the name of the stage', () => {
    expect(stageNamed('dev')).toEqual({
      name: 'dev',
      tableName: 'rollcall-dev',
      tenantSecretPrefix: 'rollcall/dev/tenants/',
      tokenKeySecret: 'rollcall/dev/token-key',
      cursorKeySecret: 'rollcall/dev/cursor-key',
      originSecret: 'rollcall/dev/origin-secret',
      streamParameter: '/rollcall/dev/table-stream',
      eventBus: 'rollcall-dev',
      eventDeadLetterQueue: 'rollcall-dev-undelivered-events',
      keyAlias: 'alias/rollcall-dev',
      keyParameter: '/rollcall/dev/key',
      userPoolParameter: '/rollcall/dev/user-pool',
      apiParameter: '/rollcall/dev/api',
      adminFunctionParameter: '/rollcall/dev/admin-function',
    });
  });

  test.each(['p', 'prod', 'eu-west-2', 'a123456789012345'])('takes %j', (name) => {
    expect(stageNamed(name).name).toBe(name);
  });

  test.each(['', 'Dev', '1st', '-a', 'a_b', 'a/b', 'a*', 'dev\n', 'a1234567890123456', undefined, 7, ['dev']])(
    'refuses %j',
    (name) => {
      expect(() => stageNamed(name)).toThrow(/stage must be 1 to 16 of/);
    },
  );
});
