/** A live connection becomes a fixture: what a player sends is recorded, and the recording is played. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Recorder } from '#lib/local/recorder/recorder.ts';
import { castOf, fewestPeople } from '#lib/players/cast.ts';
import { play } from '#lib/players/play.ts';
import { players } from '#lib/players/players.ts';
import { ScimClient } from '#lib/players/scim-client.ts';
import { type IdpRecord, readFile } from '../support/idp-records.ts';
import { Replay } from '../support/replay.ts';
import type { Connection } from './support/client.ts';
import { canSpeakAs, ownDirectory, sendTo } from './support/own-directory.ts';

/** A slow machine decides no test. */
const patience = 60_000;

let folder: string;
let server: Server;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-recording-'));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

/** A way to the connection on which everything is recorded. */
async function recorded({ baseUrl, token }: Connection, recorder: Recorder): Promise<Connection> {
  const { origin, pathname } = new URL(baseUrl);
  server = createServer((request, response) => {
    void (async () => {
      const { method = '', url: target = '', rawHeaders } = request;
      const body = await buffer(request);
      const { authorization = '', accept = '', 'content-type': type } = request.headers;
      const headers = { authorization, accept, ...(type === undefined ? {} : { 'content-type': type }) };
      const hasBody = body.length > 0;
      const answer = await fetch(origin + target, { method, headers, ...(hasBody ? { body: body.toString() } : {}) });
      const bytes = Buffer.from(await answer.arrayBuffer());
      recorder.record({ method, target, rawHeaders, body, status: answer.status, answer: bytes });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(bytes);
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`, token };
}

const [player] = players.filter(({ id }) => id === 'okta' && canSpeakAs(id));

(player === undefined ? describe.skip : describe)('a recording of a player', () => {
  test('holds nobody of the company, and is answered as it was when it is played', async () => {
    if (player === undefined) return;
    const cast = castOf(player.name, fewestPeople);
    const file = join(folder, 'okta.json');
    const recorder = new Recorder(file);
    const { headers, mediaType } = player;
    const connection = await ownDirectory(player.id, 'recorded');
    const client = new ScimClient({ ...(await recorded(connection, recorder)), headers, mediaType, patience });
    await play({ player, client, cast, concurrency: 1 });
    recorder.close();
    expect(client.exchanges.filter(({ failure }) => failure !== undefined)).toEqual([]);

    const records = readFile(file);
    expect(records).toHaveLength(client.exchanges.length);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain(connection.token);
    for (const { userName, familyName } of cast.people) {
      expect(text).not.toContain(userName);
      expect(text).not.toContain(familyName);
    }

    const replay = new Replay(sendTo(await ownDirectory(player.id, 'replayed')), 'recording');
    const answered: (readonly [string, number])[] = [];
    for (const record of records) answered.push([record.name, (await replay.play(record)).answer.status]);
    expect(answered).toEqual(records.map(statusOf));
  });
});

function statusOf({ name, expectStatus }: IdpRecord): readonly [string, number] {
  return [name, expectStatus[0] ?? 0];
}
