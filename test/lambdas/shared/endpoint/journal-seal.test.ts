import { describe, expect, test } from '@jest/globals';
import { JournalSeal } from '#endpoint/journal-seal.ts';

describe('the seal of the provisioning log', () => {
  const sealOf = (secret: string) => {
    const seal = new JournalSeal();
    seal.useSecret(secret);
    return seal;
  };

  test('is opened with the same secret for the same tenant alone', () => {
    const sealed = sealOf('one').seal('acme', 'ada') ?? '';
    expect(sealed).toMatch(/^[\w-]+$/);
    expect(sealOf('one').open('acme', sealed)).toBe('ada');
    expect(sealOf('one').open('globex', sealed)).toBeUndefined();
    expect(sealOf('two').open('acme', sealed)).toBeUndefined();
  });

  test('seals nothing while it has no secret, and throws for nothing', () => {
    expect(new JournalSeal().seal('acme', 'ada')).toBeUndefined();
    expect(new JournalSeal().open('acme', 'ada')).toBeUndefined();
    expect(sealOf('one').seal('acme', undefined as unknown as string)).toBeUndefined();
  });
});
