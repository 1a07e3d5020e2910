/** What the build puts in place of these names: facts that have their source elsewhere in the repository. */

/** Method, path and role of each operation of the contract. */
declare const ROLLCALL_OPERATIONS: import('./api/client.ts').OperationTable;
/** The steps that connect each identity provider, from docs/providers. */
declare const ROLLCALL_GUIDES: import('./guide/guide.ts').Guides;

declare module '*.css';
