/** Every recorded request, on the path of the provider that sends it, twice in a row. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { providers } from '#service/providers.ts';
import { checkPlayed } from '../support/check-played.ts';
import { presentFolders, readRecords, recordFolders } from '../support/idp-records.ts';
import { Replay, type Send } from '../support/replay.ts';
import { canSpeakAs, ownDirectory, sendTo } from './support/own-directory.ts';

const runs = ['first', 'second'];
const testable = Object.entries(recordFolders).filter(([, provider]) => canSpeakAs(provider));

describe.each(testable)('the records of %s on the path of %s', (folder, provider) => {
  let send: Send;
  const mediaType = providers.find(({ id }) => id === provider)?.profile.mediaType ?? '';

  beforeAll(async () => {
    send = sendTo(await ownDirectory(provider, `records-${folder}`));
  });

  describe.each(runs)('the %s time', (run) => {
    describe.each(readRecords(folder))('$file', ({ records }) => {
      let replay: Replay;

      beforeAll(() => {
        replay = new Replay(send, run);
      });

      afterAll(() => replay.cleanUp());

      test.each(records)('$method $path: $name', async (record) => {
        const asked = record.headers?.Accept ?? mediaType;
        checkPlayed(await replay.play(record), asked);
      });
    });
  });
});

test('every folder of records is played', () => {
  expect(Object.keys(recordFolders)).toEqual(presentFolders());
});
