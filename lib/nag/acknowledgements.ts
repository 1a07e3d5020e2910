/** What cdk-nag finds and stays, with the reason: all of it is here, is listed in docs/security.md, and is found. */

export interface Acknowledgement {
  readonly rule: string;
  /**
   * Which of several findings of the rule, as cdk-nag writes it; `{stage}`, `{partition}`, `{region}` and `{account}` stand for those
   * of the stack.
   */
  readonly finding?: string;
  /** Constructs, by the last word of their stack's name and their path in it. What is below them is meant too. */
  readonly at: readonly string[];
  readonly reason: string;
}

const rolesOf = (...functions: readonly string[]) => functions.map((name) => `api/${name}/Role`);

export const acknowledgements: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-APIG4',
    at: ['api/Api/Api'],
    reason:
      'Each function checks its bearer token itself: an authorizer would cache what was revoked (docs/adr/0010-http-api.md).',
  },
  {
    rule: 'AwsSolutions-SMG4',
    at: ['data/DefaultTenantSecret'],
    reason: 'It holds SHA-256 of tokens, no secret to be rotated; a token is rotated by itself (docs/admin-api.md).',
  },
  {
    rule: 'AwsSolutions-SMG4',
    at: ['data/TokenKeySecret'],
    reason:
      'Another key would refuse every issued token; it only saves look-ups of invented ones and opens nothing by itself.',
  },
  {
    rule: 'AwsSolutions-SMG4',
    at: ['data/CursorKeySecret'],
    reason:
      'Another key would break every paging that is under way; cursors live for minutes and open nothing without a token.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    finding: 'Resource::arn:{partition}:secretsmanager:{region}:{account}:secret:rollcall/{stage}/tenants/*',
    at: rolesOf('Users', 'Groups', 'Search', 'Bulk', 'Discovery', 'Admin', 'Resources'),
    reason: 'A tenant has a secret of its own, made while the system runs; the prefix is that of one stage.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    finding: 'Resource::arn:{partition}:dynamodb:{region}:{account}:table/rollcall-{stage}/stream/*',
    at: rolesOf('Sweep'),
    reason: 'dynamodb:ListStreams names no one stream: Lambda asks for those of the table.',
  },
];
