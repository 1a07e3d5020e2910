/** What the build puts in place of these names: facts that have their source elsewhere in the repository. */

/** Method, path and role of each operation of the contract. */
declare const ROLLCALL_OPERATIONS: import('./api/client.ts').OperationTable;
/** The steps that connect each identity provider, from docs/providers. */
declare const ROLLCALL_GUIDES: import('./guide/guide.ts').Guides;
/** The attributes that are found by an index, by the name of their resource type. */
declare const ROLLCALL_INDEXES: Readonly<Record<string, readonly string[]>>;

declare module '*.css';
