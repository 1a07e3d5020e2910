import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultProvider } from '../../../lib/bundle/env-credentials.ts';

describe('credentials of the execution environment', () => {
  const before = { ...process.env };
  beforeEach(() => {
    process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
    process.env.AWS_SECRET_ACCESS_KEY = 'key';
    process.env.AWS_SESSION_TOKEN = 'session';
  });
  afterEach(() => {
    process.env = { ...before };
  });

  test('are read from the variables that Lambda sets', async () => {
    await expect(defaultProvider()()).resolves.toEqual({
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'key',
      sessionToken: 'session',
    });
  });

  test('need no session', async () => {
    delete process.env.AWS_SESSION_TOKEN;
    await expect(defaultProvider()()).resolves.toEqual({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'key' });
  });

  test('are refused by name when they are missing', async () => {
    delete process.env.AWS_SECRET_ACCESS_KEY;
    await expect(defaultProvider()()).rejects.toThrow('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.');
  });
});
