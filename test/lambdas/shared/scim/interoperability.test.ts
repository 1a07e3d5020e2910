import { describe, expect, test } from '@jest/globals';
import { type Interoperability, withSwitches } from '#scim/interoperability.ts';

const profile: Interoperability = {
  mediaType: 'application/json',
  patchStatus: { users: 204, groups: 200 },
  memberReplace: 'add',
  absentElement: 'create',
  unknownMember: 'skip',
  unknownAttribute: 'ignore',
  pathlessPatch: 'accept',
  emptyPatch: 'accept',
  sameGroupName: 'accept',
  deletion: 'final',
};

describe('switches', () => {
  test('that nobody turned leave the profile as it is', () => {
    expect(withSwitches(profile)).toEqual(profile);
    expect(withSwitches(profile, {})).toEqual(profile);
  });

  test.each([
    [
      { strict: true },
      { unknownAttribute: 'refuse', pathlessPatch: 'refuse', unknownMember: 'refuse', emptyPatch: 'refuse' },
    ],
    [{ strict: false }, {}],
    [{ additiveReplace: true }, { memberReplace: 'add' }],
    [{ additiveReplace: false }, { memberReplace: 'whole' }],
    [{ softDelete: true }, { deletion: 'recoverable' }],
    [{ softDelete: false }, { deletion: 'final' }],
  ] as const)('%j changes %j and nothing else', (switches, changed) => {
    expect(withSwitches(profile, switches)).toEqual({ ...profile, ...changed });
  });
});
