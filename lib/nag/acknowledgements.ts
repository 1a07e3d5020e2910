/** What cdk-nag finds and stays, with the reason: all of it is here, is listed in docs/security.md, and is found. */

export interface Acknowledgement {
  readonly rule: string;
  /**
   * Which of several findings of the rule, as cdk-nag writes it; `{stage}`, `{table}`, `{partition}`, `{region}` and `{account}` stand
   * for those of the stack.
   */
  readonly finding?: string;
  /** Constructs, by the last word of their stack's name and their path in it, `*` for any. What is below is meant too. */
  readonly at: readonly string[];
  readonly reason: string;
}

const rolesOf = (...functions: readonly string[]) => functions.map((name) => `api/${name}/Role`);

/** The function of the CDK that copies the console into its bucket. */
const copier = ['edge/Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C'];
const copierReason =
  'A function of the CDK that runs during a deployment only; nothing of its role can be changed here.';
const copierFindings = [
  'Action::s3:Abort*',
  'Action::s3:DeleteObject*',
  'Action::s3:GetBucket*',
  'Action::s3:GetObject*',
  'Action::s3:List*',
  'Resource::*',
  'Resource::arn:{partition}:s3:::cdk-hnb659fds-assets-{account}-{region}/*',
  'Resource::<FilesBucket7C17EE2E.Arn>/*',
];

export const acknowledgements: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-IAM5',
    finding: 'Resource::*',
    at: ['api/*/Role'],
    reason: 'The two actions that X-Ray needs, where tracing is on, know no resource.',
  },
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
    rule: 'AwsSolutions-SMG4',
    at: ['data/OriginSecret'],
    reason: 'It changes with a deployment of both who sends and who reads it (docs/adr/0131-origin-secret.md).',
  },
  {
    rule: 'AwsSolutions-IAM5',
    finding: 'Resource::arn:{partition}:secretsmanager:{region}:{account}:secret:rollcall/{stage}/tenants/*',
    at: rolesOf('Users', 'Groups', 'Search', 'Bulk', 'Discovery', 'Admin', 'Resources'),
    reason: 'A tenant has a secret of its own, made while the system runs; the prefix is that of one stage.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    finding: 'Resource::arn:{partition}:dynamodb:{region}:{account}:table/{table}/stream/*',
    at: rolesOf('Sweep', 'Events'),
    reason: 'dynamodb:ListStreams names no one stream: Lambda asks for those of the table.',
  },
  {
    rule: 'AwsSolutions-SQS3',
    at: ['data/Events/DeadLetterQueue'],
    reason: 'It is a dead-letter queue itself: that of the stream behind the events (docs/events.md).',
  },
  {
    rule: 'AwsSolutions-COG2',
    at: ['sign-in/UserPool'],
    reason:
      'People choose whether they sign in with a one-time code; Mfa.REQUIRED in lib/sign-in-stack.ts decides for all.',
  },
  {
    rule: 'AwsSolutions-COG8',
    at: ['sign-in/UserPool'],
    reason:
      'The Plus plan is paid for each person who signs in, and watches for what long passwords and codes prevent.',
  },
  {
    rule: 'AwsSolutions-CFR1',
    at: ['edge/Edge/Distribution'],
    reason: 'Identity providers call from where they run, which nobody tells.',
  },
  {
    rule: 'AwsSolutions-CFR2',
    at: ['edge/Edge/Distribution'],
    reason: 'A stage without `waf` has no firewall, and pays for none.',
  },
  {
    rule: 'AwsSolutions-CFR4',
    at: ['edge/Edge/Distribution'],
    reason:
      'A stage without `domain` has a name of CloudFront’s, which takes TLS 1.0 from clients that know nothing better.',
  },
  {
    rule: 'AwsSolutions-CFR3',
    at: ['edge/Edge/Distribution'],
    reason:
      'Its log has paths and queries, which are names of people; the log of the API has each request without them.',
  },
  {
    rule: 'AwsSolutions-S1',
    at: ['edge/Files/Bucket'],
    reason: 'It holds what every visitor of the console gets, and only the distribution reads it.',
  },
  ...copierFindings.map((finding) => ({ rule: 'AwsSolutions-IAM5', finding, at: copier, reason: copierReason })),
  {
    rule: 'AwsSolutions-IAM4',
    finding: 'Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    at: copier,
    reason: copierReason,
  },
  { rule: 'AwsSolutions-L1', at: copier, reason: 'The CDK decides on which Python its own function runs.' },
];
