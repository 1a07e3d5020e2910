/** What came of a request beside its answer: for the log, and for whoever connects a client. */
export interface Remarks {
  /** Names the client sent that this service provider does not know, and ignored. */
  readonly ignored: readonly string[];
  /** Ids the client named as members that nothing in the tenant's directory has, and that were left out. */
  readonly skipped: readonly string[];
}
