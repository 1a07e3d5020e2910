/** Writes the requests that arrive into a file, masked, so that a live connection becomes a fixture. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { Placeholders } from './placeholders.ts';
import { type HttpExchange, toRecord } from './record.ts';

/** What ends the file, also before the first record. */
const end = '\n]\n';

export class Recorder {
  readonly #file: number;
  readonly #masks = new Placeholders();
  #size: number;
  #isEmpty = true;

  /** Begins a new file, for its owner only. Throws when there is one already (`EEXIST`), or it cannot be made. */
  constructor(path: string) {
    this.#file = openSync(path, 'wx', 0o600);
    this.#size = writeSync(this.#file, `[${end}`, 0);
  }

  /**
   * Adds an exchange. The new end is written over the old one by a single write, so that the file is whole JSON
   * whenever the process ends.
   */
  record(exchange: HttpExchange): void {
    const record = toRecord(exchange, this.#masks, new Date());
    if (record === undefined) return;
    const text = JSON.stringify(record, null, 1).replaceAll(/^/gm, ' ');
    const position = this.#size - end.length;
    this.#size = position + writeSync(this.#file, `${this.#isEmpty ? '' : ','}\n${text}${end}`, position);
    this.#isEmpty = false;
  }

  close(): void {
    closeSync(this.#file);
  }
}
