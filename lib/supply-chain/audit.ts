/** What `npm audit --json` says, judged. */

export interface Verdict {
  readonly isClean: boolean;
  readonly message: string;
}

interface AuditReport {
  /** Of an answer that is none: what went wrong. */
  readonly message?: string;
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
}

/** A registry that mirrors packages alone knows no such request. */
const noSuchEndpoint = /^(404|405|501) /;

/**
 * Clean without a finding. Not known is clean too where the registry has no audit endpoint, and only there: an audit that
 * fails for another reason has to be repeated.
 */
export function judgeAudit(output: string): Verdict {
  const { message, vulnerabilities } = parse(output);
  if (vulnerabilities !== undefined) {
    const found = Object.entries(vulnerabilities).map(([name, { severity, range }]) => `${name} ${range}: ${severity}`);
    if (found.length === 0) return { isClean: true, message: 'No package has a known vulnerability.' };
    return { isClean: false, message: `${found.join('\n')}\nnpm audit says more.` };
  }
  const status = noSuchEndpoint.exec(message ?? '')?.[1];
  if (status === undefined) return { isClean: false, message: `The audit failed: ${message ?? 'npm said nothing'}.` };
  return {
    isClean: true,
    message: `NOT AUDITED: this package registry has no audit endpoint (${status}), so nobody was asked for known vulnerabilities.`,
  };
}

function parse(output: string): AuditReport {
  try {
    return JSON.parse(output) as AuditReport;
  } catch {
    return {};
  }
}
