import { describe, expect, test } from '@jest/globals';
import { examineRelease, mustMatch } from '#lib/cli/doctor/release.ts';
import { release } from '#lib/release.ts';
import { findingsOf, notPermitted } from './findings.ts';

describe('the release of a deployment', () => {
  test('is well when it is that of the command line', async () => {
    const deployed = { stage: 'prod', outputsOf: async () => ({ Release: release }) };
    expect(await findingsOf((onFinding) => examineRelease(deployed, onFinding))).toEqual([
      { check: 'release', ok: true, detail: release },
    ]);
  });

  test.each([
    ['1.4.0', '1.5.0', 'NotJudged', '1.4.0 is deployed, and this command line is of 1.5.0'],
    ['1.4.1', '1.4.0', 'NotJudged', '1.4.1 is deployed, and this command line is of 1.4.0'],
    ['1.4.0', '2.0.0', 'CommandError', '1.4.0 is deployed, and this command line is of 2.0.0'],
    [undefined, '1.4.0', 'NotJudged', 'the deployment does not tell its release'],
  ])('%s beside %s is told as %s', (deployed, own, kind, message) => {
    expect(() => mustMatch(deployed, own)).toThrow(message);
    try {
      mustMatch(deployed, own);
    } catch (error) {
      expect((error as Error).constructor.name).toBe(kind);
    }
  });

  test('is not checked where its stack may not be read', async () => {
    const outputsOf = async () => {
      throw Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
    };
    expect(await findingsOf((onFinding) => examineRelease({ stage: 'prod', outputsOf }, onFinding))).toEqual([
      { check: 'release', ...notPermitted('cloudformation:DescribeStacks') },
    ]);
  });
});
