/** The protocol beside its peers: parsing and matching filters, patching and validating a user. */

import { scimPatch } from 'scim-patch';
import { filter as peerMatch, parse as peerParse } from 'scim2-parse-filter';
import SCIMMY from 'scimmy';
import { compileFilter } from '#scim/filter/evaluate.ts';
import { parseFilter } from '#scim/filter/parse.ts';
import { applyPatch } from '#scim/patch/apply.ts';
import { parsePatch } from '#scim/patch/parse.ts';
import { userType } from '#scim/schema/resource-types.ts';
import { parseResource, validateDocument } from '#scim/schema/validate.ts';
import { type Candidate, type Measured, measure } from './measure.ts';
import { document, filters, handWritten, operations, plain, user } from './subjects.ts';

export interface Comparison {
  readonly title: string;
  /** What one call does. */
  readonly unit: string;
  readonly measured: readonly Measured[];
  readonly note: string;
}

const patchBody = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };

/** All comparisons, each candidate checked for its results first. */
export function compareProtocol(): readonly Comparison[] {
  return [compareParsing(), compareMatching(), comparePatching(), compareValidating()];
}

function compareParsing(): Comparison {
  return {
    title: 'Filter: parse',
    unit: `${filters.length} filters`,
    note: 'Rollcall binds each path to the schema and checks operators and values against it; the peers do not.',
    measured: measure([
      { name: 'Rollcall', run: () => filters.map((text) => parseFilter(text, userType)) },
      { name: 'scim2-parse-filter', run: () => filters.map((text) => peerParse(text)) },
      { name: 'scimmy', run: () => filters.map((text) => new SCIMMY.Types.Filter(text)) },
    ]),
  };
}

function compareMatching(): Comparison {
  const compiled = filters.map((text) => compileFilter(parseFilter(text, userType)));
  const peer = filters.map((text) => peerMatch(peerParse(text)));
  const scimmy = filters.map((text) => new SCIMMY.Types.Filter(text));
  const candidates: readonly Candidate[] = [
    { name: 'Rollcall', run: () => compiled.map((matches) => matches(user)) },
    { name: 'hand-written', run: () => handWritten.map((matches) => matches(plain)) },
    { name: 'scim2-parse-filter', run: () => peer.map((matches) => matches(user)) },
    { name: 'scimmy', run: () => scimmy.map((matches) => matches.match([user]).length > 0) },
  ];
  const [expected, ...others] = candidates.map(({ name, run }) => ({ name, answers: JSON.stringify(run()) }));
  const differing = others.filter(({ answers }) => answers !== expected?.answers).map(({ name }) => name);
  return {
    title: 'Filter: match',
    unit: `${filters.length} compiled filters on one user`,
    note:
      differing.length === 0
        ? 'All give the same answers.'
        : `${differing.join(', ')} answers at least one filter otherwise.`,
    measured: measure(candidates),
  };
}

function comparePatching(): Comparison {
  return {
    title: 'PATCH',
    unit: `${operations.length} operations on one user`,
    note: 'Rollcall parses, coerces, applies and validates, and leaves its input as it is; scim-patch is given a clone for that.',
    measured: measure([
      {
        name: 'Rollcall',
        run: () => {
          const patched = applyPatch(document, parsePatch(patchBody, userType).operations);
          validateDocument(patched, userType);
          return patched;
        },
      },
      {
        name: 'scim-patch on a clone',
        run: () => scimPatch(structuredClone(user) as never, structuredClone(operations) as never),
      },
    ]),
  };
}

function compareValidating(): Comparison {
  return {
    title: 'Validate',
    unit: 'one user with the enterprise extension',
    note: 'scimmy coerces core attributes only here: the extension is not declared to it.',
    measured: measure([
      { name: 'Rollcall', run: () => parseResource(user, userType) },
      { name: 'scimmy', run: () => new SCIMMY.Schemas.User(user) },
    ]),
  };
}
