/** The protocol beside its peers: parsing and matching filters, patching and validating a user. */

import { isDeepStrictEqual } from 'node:util';
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

/** Throws when a candidate does something else than is measured: its time would say nothing. */
function expectSame(who: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`${who} answers ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}.`);
}

function compareParsing(): Comparison {
  // Trees differ; what they answer is compared in the next comparison, where each is compiled.
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
  const right = filters.map(() => true);
  for (const { name, run } of candidates) expectSame(name, run(), name === wrong.peer ? wrong.answers : right);
  return {
    title: 'Filter: match',
    unit: `${filters.length} compiled filters on one user`,
    note: `All match, but ${wrong.peer} denies the last one: ${wrong.because}.`,
    measured: measure(candidates),
  };
}

/** The only difference between the candidates. */
const wrong = {
  peer: 'scim2-parse-filter',
  answers: [true, true, true, true, true, false],
  because: 'it compares date-times as texts, so that a fraction of a second comes before none',
};

function comparePatching(): Comparison {
  const patchOwn = () => {
    const patched = applyPatch(document, parsePatch(patchBody, userType).operations);
    validateDocument(patched, userType);
    return patched;
  };
  const patchPeer = () => scimPatch(structuredClone(document) as never, structuredClone(operations) as never);
  const before = structuredClone(document);
  expectSame('scim-patch', patchPeer(), patchOwn());
  expectSame('The input', document, before);
  return {
    title: 'PATCH',
    unit: `${operations.length} operations on one user`,
    note: 'Rollcall parses, coerces, applies and validates, and leaves its input as it is; scim-patch is given a clone for that. The results are the same.',
    measured: measure([
      { name: 'Rollcall', run: patchOwn },
      { name: 'scim-patch on a clone', run: patchPeer },
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
