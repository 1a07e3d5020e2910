/** What every page works with. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { OperationId } from '#admin/contract/operations.ts';
import type { Api, OperationTable } from './api/client.ts';
import { type Caller, may } from './api/permission.ts';
import type { Guides } from './guide/guide.ts';

export interface Console {
  readonly api: Api;
  readonly operations: OperationTable;
  readonly guides: Guides;
  /** The attributes that are found by an index, by the name of their resource type. */
  readonly indexes: Readonly<Record<string, readonly string[]>>;
  readonly caller: Caller;
  readonly signOut: () => Promise<void>;
  /** Says in a live region, and for some seconds on the page, what came of something. */
  readonly announce: (text: string) => void;
}

export const ConsoleContext = createContext<Console | undefined>(undefined);

export function useConsole(): Console {
  const value = useContext(ConsoleContext);
  if (value === undefined) throw new Error('This is shown to signed-in people only.');
  return value;
}

/** Whether the person may perform the operation. */
export function useMay(id: OperationId): boolean {
  const { operations, caller } = useConsole();
  return may(operations, caller, id);
}
