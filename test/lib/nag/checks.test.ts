import { beforeAll, describe, expect, test } from '@jest/globals';
import type { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type ConfiguredStage, configuredStage } from '../../../lib/config/configured-stage.ts';
import { type Acknowledgement, acknowledgements } from '../../../lib/nag/acknowledgements.ts';
import { addChecks, placesOf } from '../../../lib/nag/checks.ts';
import { everythingOn, makeStacks, testStage } from '../../support/synthesize.ts';

interface Finding {
  readonly rule: string;
  readonly path: string;
}

interface Stacks {
  readonly app: App;
  readonly stage: ConfiguredStage;
  readonly findings: readonly Finding[];
}

function findingsOf(app: App): readonly Finding[] {
  return new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => ({ rule: ruleName, path: constructPath })),
    );
}

/** A stage with nothing said, one with a console under a name of CloudFront's, one with all that can be switched on, and ours. */
const stages: readonly (readonly [string, ConfiguredStage])[] = [
  ['the defaults', testStage()],
  ['a console and nothing else', testStage({ console: true })],
  ['everything on', testStage(everythingOn)],
  ['a table that was restored', testStage({ restoredTable: 'rollcall-dev-restored' })],
  ['what rollcall.config.ts says of prod', configuredStage('prod')],
];

describe('the stacks', () => {
  const found = new Map<string, Stacks>();
  beforeAll(() => {
    for (const [name, stage] of stages) {
      const { app } = makeStacks({ stage, schemas: 'docs/examples/devices.json' });
      found.set(name, { app, stage, findings: findingsOf(app) });
    }
  });

  test.each(stages)('keep the rules of AwsSolutions with %s', (name) => {
    const { app, stage, findings } = found.get(name) as Stacks;
    expect(findings.length).toBeGreaterThan(0);
    addChecks(app, stage);
    expect(findingsOf(app)).toEqual([]);
  });

  test('are CloudFormation as its own rules want it, with everything on', () => {
    delete process.env.CDK_VALIDATION;
    const { app } = found.get('everything on') as Stacks;
    expect(() => app.synth()).not.toThrow();
  });

  test('break each rule that is acknowledged, in each place', () => {
    const isBroken = (acknowledgement: Acknowledgement, at: string) =>
      [...found.values()].some(({ app, stage, findings }) =>
        placesOf(app, stage, { ...acknowledgement, at: [at] }).some(({ construct, id }) =>
          findings.some(({ rule, path }) => rule === id && `${path}/`.startsWith(`${construct.node.path}/`)),
        ),
      );
    const unused = acknowledgements.flatMap((one) =>
      one.at.filter((at) => !isBroken(one, at)).map((at) => `${one.rule} at ${at}`),
    );
    expect(unused).toEqual([]);
  });

  test('are acknowledged for a reason in one line', () => {
    for (const { reason } of acknowledgements) expect(reason).toMatch(/^\S[^\n]{30,200}\.$/);
  });
});
