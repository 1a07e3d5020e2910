/**
 * Stands for `@smithy/core/checksum` in bundles: SHA-256 is Node's own, which Lambda always has. The SDK carries another
 * one in JavaScript for where it is missing: 4 kB for nothing.
 */
import { createHash, createHmac } from 'node:crypto';

type Bytes = string | NodeJS.ArrayBufferView;

/** SHA-256, or HMAC-SHA-256 with a secret, as the SDK's signer uses it: once. */
export class Sha256 {
  readonly #hash;

  constructor(secret?: Bytes) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }

  update(data: Bytes): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}
