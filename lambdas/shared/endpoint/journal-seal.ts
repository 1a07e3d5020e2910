/**
 * The seal of what log lines tell the provisioning log (docs/adr/0150-provisioning-log.md). Its key comes from the key of
 * token ids: every function has read that before it knows whose request it is, so that sealing costs no round trip.
 */
import type { KeyObject } from 'node:crypto';
import { deriveKey, openText, sealText } from '#cursors/seal.ts';
import type { SealForJournal } from '#http/journal-facts.ts';

/** No tenant has this id, so the key is none of a tenant's cursors even where both come from one secret. */
const ownSeal = 'journal/';

export class JournalSeal {
  #secret: string | undefined;
  #key: KeyObject | undefined;

  /** What is sealed from now on is sealed with a key made of `secret`. */
  useSecret(secret: string): void {
    if (secret === this.#secret) return;
    this.#secret = secret;
    this.#key = deriveKey(secret, ownSeal);
  }

  /** Never throws: a request does not fail because it cannot be told of. */
  readonly seal: SealForJournal = (tenant, text) => {
    try {
      return this.#key && sealText(this.#key, text, purposeOf(tenant));
    } catch {
      return undefined;
    }
  };

  /** What was sealed for this tenant; undefined for everything else. */
  open(tenant: string, sealed: string): string | undefined {
    return this.#key && openText(this.#key, sealed, purposeOf(tenant));
  }
}

function purposeOf(tenant: string): string {
  return `journal ${tenant}`;
}
