import { describe, expect, test } from '@jest/globals';
import { deleteTenant } from '#lib/cli/tenants.ts';
import { type OperatorClient, OperatorError } from '#lib/operator/client.ts';
import { fakeTerminal } from './support.ts';

/** Answers each deletion with the number of items that are gone so far, or with an end. */
function clientAnswering(...answers: (number | 'gone' | OperatorError)[]): OperatorClient {
  const call = async () => {
    const answer = answers.shift();
    if (answer === 'gone') return undefined;
    if (typeof answer !== 'number') throw answer ?? new Error('asked once more than there was something to do');
    return { id: 'acme', deletion: { deletedItems: answer } };
  };
  return { call } as unknown as OperatorClient;
}

async function deleting(client: OperatorClient, isWaiting = true) {
  const terminal = fakeTerminal();
  await deleteTenant({ client, terminal }, 'acme', isWaiting);
  return terminal;
}

describe('deleting a tenant', () => {
  test('is repeated until it is gone, tells how far it is, and rests only where nothing was left to delete', async () => {
    const { notes, pauses } = await deleting(clientAnswering(500, 720, 720, 720, 'gone'));
    expect(notes).toEqual([
      'acme: 500 items are deleted.',
      'acme: 720 items are deleted.',
      'Waiting until no function can write for it any more: two minutes.',
      'acme is deleted.',
    ]);
    expect(pauses).toEqual([5_000, 5_000]);
  });

  test('is over when somebody else has finished it', async () => {
    const { notes } = await deleting(clientAnswering(3, new OperatorError(404, 'There is no tenant "acme".')));
    expect(notes.at(-1)).toBe('acme is deleted.');
  });

  test('fails for a tenant that was never there', async () => {
    await expect(deleting(clientAnswering(new OperatorError(404, 'There is none.')))).rejects.toThrow('There is none.');
  });

  test('stops after its first part when nobody waits', async () => {
    const { notes } = await deleting(clientAnswering(3), false);
    expect(notes).toEqual([
      'acme: 3 items are deleted.',
      'Its tokens open nothing any more. Repeat the command in two minutes.',
    ]);
  });
});
