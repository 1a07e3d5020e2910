/** From an error to its cause and its remedy, in words. */
import { OperatorError } from '../operator/client.ts';
import { CommandError } from './command-error.ts';
import { reasonOfFileError } from './file-error.ts';
import { regionOf, type Target } from './target.ts';

export interface Explanation {
  readonly cause: string;
  readonly remedy?: string;
}

/** Whether a command has the options that say which deployment it is (`--profile`, `--region`, `--url`), or goes by the environment alone. */
export type Choice = 'options' | 'environment';

/** Causes that AWS names: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html */
const awsErrors: Readonly<Record<string, Explanation>> = {
  ExpiredToken: {
    cause: 'The session of these AWS credentials has expired.',
    remedy: 'Sign in again (aws sso login), or take new credentials.',
  },
  InvalidClientTokenId: {
    cause: 'AWS does not know this access key.',
    remedy: 'Check AWS_ACCESS_KEY_ID, or choose another profile with --profile; a session needs AWS_SESSION_TOKEN too.',
  },
  SignatureDoesNotMatch: {
    cause: 'The secret key does not belong to this access key.',
    remedy: 'Check AWS_SECRET_ACCESS_KEY and the clock of this machine.',
  },
  AccessDenied: {
    cause: 'The principal may not read the CloudFormation stack of the stage.',
    remedy: 'Allow cloudformation:DescribeStacks, or give --url.',
  },
  CredentialsProviderError: {
    cause: 'There are no AWS credentials that work.',
    remedy:
      'Choose a profile with --profile, sign in (aws sso login), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  },
};
/** What is said otherwise to who has no such options, nor a stack that is looked for. */
const awsErrorsByEnvironment: Readonly<Record<string, Explanation>> = {
  InvalidClientTokenId: {
    cause: 'AWS does not know this access key.',
    remedy:
      'Check AWS_ACCESS_KEY_ID, or choose another profile with AWS_PROFILE; a session needs AWS_SESSION_TOKEN too.',
  },
  CredentialsProviderError: {
    cause: 'There are no AWS credentials that work.',
    remedy:
      'Choose a profile with AWS_PROFILE, sign in (aws sso login), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  },
};
const aliases: Readonly<Record<string, string>> = {
  ExpiredTokenException: 'ExpiredToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  TokenProviderError: 'CredentialsProviderError',
  AccessDeniedException: 'AccessDenied',
  RequestExpired: 'SignatureDoesNotMatch',
};

/** `target` is undefined while it is looked for. Never throws. */
export function explain(error: unknown, target?: Target, choice: Choice = 'options'): Explanation {
  if (error instanceof CommandError) {
    return { cause: error.message, ...(error.remedy === undefined ? {} : { remedy: error.remedy }) };
  }
  if (error instanceof OperatorError) return explainAnswer(error, target);
  const { name = '', message = String(error) } = (error ?? {}) as Partial<Error>;
  const known = explainAws(aliases[name] ?? name, message, choice);
  if (known !== undefined) return name.endsWith('ProviderError') ? { ...known, cause: message } : known;
  if (message.startsWith('Region is missing')) {
    const way = choice === 'options' ? 'Give --region, or set' : 'Set';
    return { cause: 'No AWS region is chosen.', remedy: `${way} AWS_REGION or the region of the profile.` };
  }
  const reason = reasonOfFileError(error);
  if (reason !== undefined) return { cause: fileOf(error) + reason };
  const code = codeOf(error);
  return code === undefined || isOfNode(code) ? { cause: message } : explainSilence(code, error, target, choice);
}

function explainAws(name: string, message: string, choice: Choice): Explanation | undefined {
  if (choice === 'options') return awsErrors[name];
  // AWS says itself what the principal may not do.
  if (name === 'AccessDenied')
    return { cause: message, remedy: 'Allow it, or choose another profile with AWS_PROFILE.' };
  return awsErrorsByEnvironment[name] ?? awsErrors[name];
}

function explainAnswer({ status, message, problem }: OperatorError, target: Target | undefined): Explanation {
  if (problem !== undefined) {
    const told = (problem.errors ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`);
    const fields = told.filter((field) => !message.includes(field));
    const remedy =
      status >= 500 ? `The function's log has more, under request ${problem.requestId ?? 'ids'}.` : undefined;
    return { cause: [message, ...fields].join('\n  '), ...(remedy === undefined ? {} : { remedy }) };
  }
  if (status === 403) return explainRefusal(message, target);
  if (status === 404) {
    return {
      cause: `There is no admin API at ${target?.url}.`,
      remedy: 'Check --url and --region; a deployment from before the admin API has to be deployed again.',
    };
  }
  return { cause: `The admin API answered ${message}` };
}

/** API Gateway says no more than "Forbidden", whatever is wrong with a signature. */
function explainRefusal(message: string, target: Target | undefined): Explanation {
  const expected = target === undefined ? undefined : regionOf(target.url);
  if (expected !== undefined && expected !== target?.region) {
    return {
      cause: `The request was signed for ${target?.region}, and the API is in ${expected}.`,
      remedy: `Use --region ${expected}.`,
    };
  }
  if (target?.kind === 'local') {
    return {
      cause: 'The local stack does not know the access key of local.json.',
      remedy: 'Stop it and run npm start again.',
    };
  }
  return {
    cause: `The request was refused (${message}): the key is not known, its secret is wrong, or the principal may not do this.`,
    remedy:
      'Check which principal it is (aws sts get-caller-identity), and allow it execute-api:Invoke on …/*/*/operator/v1/*; rollcall doctor tells more.',
  };
}

function explainSilence(code: string, error: unknown, target: Target | undefined, choice: Choice): Explanation {
  const loopback = target === undefined ? loopbackOf(error) : undefined;
  const where = target?.url ?? loopback ?? 'AWS';
  const isLocal = target?.kind === 'local' || loopback !== undefined;
  const means =
    choice === 'options'
      ? ['--url', '--region and --url, the ApiUrl output of the deployment,']
      : ['AWS_REGION', 'AWS_REGION'];
  const [address, name] = means;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { cause: `There is no host of this name: ${where}.`, remedy: `Check ${name} and the network.` };
  }
  const remedy = isLocal
    ? 'Run npm start in another terminal.'
    : `Check ${address}, and that the network lets you there.`;
  return { cause: `Nobody answers at ${where} (${code}).`, remedy };
}

/** Where a connection was refused, if that is this machine: only a local stack has its endpoints there. */
function loopbackOf(error: unknown): string | undefined {
  const { address, cause, port } = (error ?? {}) as { address?: unknown; cause?: unknown; port?: unknown };
  if (address === '127.0.0.1' || address === '::1') return `${address}:${String(port)}`;
  return cause === undefined ? undefined : loopbackOf(cause);
}

function fileOf(error: unknown): string {
  const { path } = error as { path?: unknown };
  return typeof path === 'string' ? `${path}: ` : '';
}

/** A mistake in the use of Node, and no word of the network; those of TLS are. */
function isOfNode(code: string): boolean {
  return code.startsWith('ERR_') && !/^ERR_(TLS|SSL)_/.test(code);
}

/** The system's error code, which `fetch` wraps. */
function codeOf(error: unknown): string | undefined {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? undefined : codeOf(cause);
}
