/** CPU time of requests in the functions' bundles, against the embedded engine and the local secrets endpoint. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { startSecrets } from '#lib/local/secrets.ts';
import { unlimited } from '#lib/local/stack.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { createSecretsClient } from '#tokens/secrets-manager.ts';
import { makeToken, verifierOf } from '#tokens/token-format.ts';
import { fullUser, group, strangers } from '../support/directory.ts';
import { openStore, startTestTable } from '../support/engine.ts';
import { type EventTraits, gatewayEvent } from '../support/gateway-event.ts';
import type { FunctionBundle } from './bundles.ts';

export interface RequestRow {
  readonly what: string;
  /** CPU microseconds a request, in the function's process alone; the best of several rounds. */
  readonly micros: number;
}

export interface RequestReport {
  readonly rows: readonly RequestRow[];
  /** By the name of the function: CPU milliseconds of a new process until its first answer, the import included. */
  readonly firstAnswers: ReadonlyMap<string, number>;
}

interface Case {
  readonly what: string;
  /** Sent in turns. */
  readonly events: readonly APIGatewayProxyEventV2[];
  readonly times: number;
}

const [tenant, provider, tokenKey] = ['bench', 'generic', 'key'];
const [ada, team] = [fullUser('ada'), group('team')];

/** Requests to users and groups, through their handlers, each in so many rounds. Throws when one of them fails. */
export async function measureRequests(bundles: readonly FunctionBundle[], rounds = 5): Promise<RequestReport> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const table = await startTestTable();
  const secrets = await startSecrets({ region: 'local', file: join(folder, 'secrets.json') });
  process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = secrets.endpoint;
  try {
    const store = openStore(table, { tenant });
    await store.create(userType, ada);
    await store.create(groupType, team, strangers(1_000));
    const [users, groups] = [functionOf('users', bundles), functionOf('groups', bundles)];
    const send = events(await keepToken(users.environment));
    const run = (bundle: FunctionBundle, cases: readonly Case[]) =>
      runCases(
        bundle,
        { ...bundle.environment, ...unlimited, TABLE_NAME: table.tableName },
        { cases, rounds },
        join(folder, 'cases.json'),
      );
    const [ofUsers, ofGroups] = [await run(users, userCases(send)), await run(groups, groupCases(send))];
    return {
      rows: [...ofUsers.rows, ...ofGroups.rows],
      firstAnswers: new Map([
        [users.name, ofUsers.firstCpu],
        [groups.name, ofGroups.firstCpu],
      ]),
    };
  } finally {
    await Promise.all([table.stop(), secrets.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function functionOf(name: string, bundles: readonly FunctionBundle[]): FunctionBundle {
  const bundle = bundles.find((one) => one.name.endsWith(`-${name}`));
  if (bundle === undefined) throw new Error(`There is no function ${name}.`);
  return bundle;
}

/** Makes a token whose verifier is where the function looks for it. */
async function keepToken({ TENANT_SECRET_PREFIX = '', ...names }: Readonly<Record<string, string>>): Promise<string> {
  const token = makeToken(tenant, tokenKey);
  const record = { sha256: verifierOf(token), provider, created: new Date().toISOString() };
  const client = createSecretsClient();
  const contents = {
    [TENANT_SECRET_PREFIX + tenant]: JSON.stringify({ tokens: { [token.tokenId]: record } }),
    [names.TOKEN_KEY_SECRET ?? '']: tokenKey,
  };
  for (const [Name, SecretString] of Object.entries(contents)) {
    await client.send(new CreateSecretCommand({ Name, SecretString }));
  }
  client.destroy();
  return token.text;
}

type Send = (traits: EventTraits) => APIGatewayProxyEventV2;

const events =
  (token: string): Send =>
  (traits) =>
    gatewayEvent({ ...traits, provider, headers: { authorization: `Bearer ${token}` } });

const patch = (...Operations: readonly object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
});

function userCases(send: Send): readonly Case[] {
  const one = { parameters: { id: ada.id } };
  const titled = (value: string) =>
    send({ route: 'PATCH /Users/{id}', ...one, body: patch({ op: 'replace', path: 'title', value }) });
  const filter = `filter=${encodeURIComponent('userName eq "ada"')}`;
  return [
    { what: 'get user', events: [send({ route: 'GET /Users/{id}', ...one })], times: 200 },
    { what: '`userName eq`, found', events: [send({ route: 'GET /Users', query: filter })], times: 200 },
    { what: 'patch user', events: [titled('Guide'), titled('Pilot')], times: 100 },
  ];
}

function groupCases(send: Send): readonly Case[] {
  const change = (operation: object) =>
    send({ route: 'PATCH /Groups/{id}', parameters: { id: team.id }, body: patch(operation) });
  const add = change({ op: 'add', path: 'members', value: [{ value: ada.id }] });
  const remove = change({ op: 'remove', path: `members[value eq "${ada.id}"]` });
  return [{ what: 'add a member to a group of 1,000, or remove it', events: [add, remove], times: 100 }];
}

async function runCases(
  { path }: FunctionBundle,
  environment: Readonly<Record<string, string>>,
  { cases, rounds }: { readonly cases: readonly Case[]; readonly rounds: number },
  file: string,
): Promise<{ readonly rows: readonly RequestRow[]; readonly firstCpu: number }> {
  const results = `${file}.results`;
  writeFileSync(file, JSON.stringify({ first: cases[0]?.events[0], cases, rounds, results }));
  const player = join(import.meta.dirname, 'run-handler.ts');
  // Its output is the request log: writing that is part of a request, and nobody reads it.
  const child = spawn(process.execPath, [player, path, file], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The player of ${path} ended with ${code}.`);
  const { best, firstCpu } = JSON.parse(readFileSync(results, 'utf8')) as {
    readonly best: readonly number[];
    readonly firstCpu: number;
  };
  return { rows: cases.map(({ what }, i) => ({ what, micros: best[i] ?? Number.NaN })), firstCpu };
}
