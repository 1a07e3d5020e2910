import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { discoverySchemas, schemaResource } from '#scim/message/discovery.ts';

interface Described {
  readonly name: string;
  readonly attributes?: readonly Described[];
  readonly subAttributes?: readonly Described[];
  readonly [characteristic: string]: unknown;
}

function read(file: string): readonly (Described & { readonly id: string })[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../../../rfc', file), 'utf8')) as (Described & {
    id: string;
  })[];
}

/** What the RFC leaves out, it means as the default of §2.2; an empty list of canonical values is none. */
function characteristic(attribute: Described, name: string): string {
  const value = attribute[name];
  if (name === 'uniqueness') return JSON.stringify(value ?? 'none');
  if (name === 'canonicalValues' && Array.isArray(value) && value.length === 0) return 'absent';
  return value === undefined ? 'absent' : JSON.stringify(value);
}

function differences(at: string, ours: Described, rfc: Described): readonly string[] {
  const nested = ['attributes', 'subAttributes'] as const;
  const skipped = new Set<string>([...nested, 'description', 'meta', 'schemas']);
  const names = [...new Set([...Object.keys(ours), ...Object.keys(rfc)])].filter((name) => !skipped.has(name));
  const own = names
    .filter((name) => characteristic(ours, name) !== characteristic(rfc, name))
    .map((name) => `${at} ${name}: ${characteristic(ours, name)}, not ${characteristic(rfc, name)}`);
  const below = nested.flatMap((key) => {
    const [mine, theirs] = [ours[key] ?? [], rfc[key] ?? []];
    return [...new Set([...mine, ...theirs].map(({ name }) => name))].flatMap((name) => {
      const [a, b] = [mine, theirs].map((list) => list.find((entry) => entry.name === name));
      if (a === undefined || b === undefined) return [`${at}/${name} is ${a === undefined ? 'missing' : 'added'}`];
      return differences(`${at}/${name}`, a, b);
    });
  });
  return [...own, ...below];
}

/** Where §8.7 and the text of the RFC, or its errata, disagree; each with the reason to follow the text. */
const accepted: Readonly<Record<string, readonly RegExp[]>> = {
  // §2.3.7: "References are case exact"; §2.3.6: binary values are case exact; ids are (§3.1).
  'references, binary values and ids are case exact': [
    /(Url|Uri|\/\$ref|\/value|\/endpoint|Schema\/id) caseExact: true, not false/,
    /x509Certificates caseExact/,
  ],
  // A password that differs in letter case is another one.
  'a password is case exact': [/User\/password caseExact: true, not false/],
  // Erratum 5368.
  'a group needs a displayName': [/Group\/displayName required: true, not false/],
  // §4.1.2 and §2.4 give every multi-valued complex attribute a primary; clients read a member's name.
  'sub-attributes that the text has and §8.7 forgets': [
    /User\/addresses\/primary is added/,
    /Group\/members\/display is added/,
    /Configuration\/etag is added/,
    /authenticationSchemes\/(type|primary) is added/,
  ],
  'what RFC 9865 §4 adds': [/Configuration\/pagination is added/],
  // §6: a list of extensions, OPTIONAL; §7: referenceTypes is a multi-valued array.
  'what is a list, and what is required, as §6 and §7 have it': [
    /ResourceType\/schemaExtensions (multiValued|required): /,
    /referenceTypes multiValued: true, not false/,
    /attributes\/required required: true, not false/,
    /subAttributes\/required required: true, not false/,
  ],
  // §2.3: binary is a type; a description is text for people.
  'types and descriptions': [/type canonicalValues: .*"binary"/, /description caseExact: false, not true/],
};

describe('schemas', () => {
  const rfc = [...read('rfc7643-8.7.1-schemas.json'), ...read('rfc7643-8.7.2-schemas.json')];
  const ours = discoverySchemas().map(
    (schema) => schemaResource(schema, 'https://x') as unknown as Described & { id: string },
  );

  test('are those of RFC 7643 §8.7', () => {
    expect(ours.map(({ id }) => id).sort()).toEqual(rfc.map(({ id }) => id).sort());
  });

  test('differ from RFC 7643 §8.7 only where its text says otherwise', () => {
    const found = rfc.flatMap((schema) => {
      const mine = ours.find(({ id }) => id === schema.id);
      return mine === undefined ? [] : differences(mine.name, mine, schema);
    });
    const patterns = Object.values(accepted).flat();
    expect(found.filter((difference) => !patterns.some((pattern) => pattern.test(difference)))).toEqual([]);
    expect(patterns.filter((pattern) => !found.some((difference) => pattern.test(difference)))).toEqual([]);
  });

  test('hold no null and name their location', () => {
    for (const schema of ours) {
      expect(JSON.stringify(schema)).not.toContain('null');
      expect(schema.meta).toEqual({ resourceType: 'Schema', location: `https://x/Schemas/${schema.id}` });
    }
  });
});
