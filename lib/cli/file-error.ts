/** What keeps a file from being read or written, in words. */
import { CommandError } from './command-error.ts';

/** Codes of the system: https://nodejs.org/api/errors.html#common-system-errors */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission',
  EDQUOT: 'your quota of the disk is used up',
  EEXIST: 'it is there already',
  EFBIG: 'it is too large for the disk',
  EIO: 'the disk does not answer as it should',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead round in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is no folder',
  EPERM: 'you have no permission',
  EROFS: 'the disk can only be read',
};

/** Why, where `error` is of a file; undefined for any other, also for one of the network. */
export function reasonOfFileError(error: unknown): string | undefined {
  const { code, syscall } = (error ?? {}) as { readonly code?: unknown; readonly syscall?: unknown };
  // A connection may be refused for the same reason as a file.
  if (typeof code !== 'string' || syscall === 'connect') return undefined;
  return reasons[code];
}

/** What to throw in place of `error`: a `CommandError` that names the file, or `error` where no file is the cause. */
export function fileError(file: string, doing: 'read' | 'written', error: unknown): unknown {
  const reason = reasonOfFileError(error);
  return reason === undefined ? error : new CommandError(`${file} cannot be ${doing}: ${reason}.`);
}
