/** From an error to its cause and its remedy, in words. */
import { OperatorError } from '../operator/client.ts';
import { CommandError } from './command-error.ts';
import { regionOf, type Target } from './target.ts';

export interface Explanation {
  readonly cause: string;
  readonly remedy?: string;
}

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
const aliases: Readonly<Record<string, string>> = {
  ExpiredTokenException: 'ExpiredToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  TokenProviderError: 'CredentialsProviderError',
  AccessDeniedException: 'AccessDenied',
  RequestExpired: 'SignatureDoesNotMatch',
};

/** `target` is undefined while it is looked for. Never throws. */
export function explain(error: unknown, target?: Target): Explanation {
  if (error instanceof CommandError) {
    return { cause: error.message, ...(error.remedy === undefined ? {} : { remedy: error.remedy }) };
  }
  if (error instanceof OperatorError) return explainAnswer(error, target);
  const { name = '', message = String(error) } = (error ?? {}) as Partial<Error>;
  const known = awsErrors[aliases[name] ?? name];
  if (known !== undefined) return name.endsWith('ProviderError') ? { ...known, cause: message } : known;
  if (message.startsWith('Region is missing')) {
    return {
      cause: 'No AWS region is chosen.',
      remedy: 'Give --region, or set AWS_REGION or the region of the profile.',
    };
  }
  const code = codeOf(error);
  return code === undefined ? { cause: message } : explainSilence(code, target);
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

function explainSilence(code: string, target: Target | undefined): Explanation {
  const where = target?.url ?? 'AWS';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return {
      cause: `There is no host of this name: ${where}.`,
      remedy: 'Check --region and --url, the ApiUrl output of the deployment, and the network.',
    };
  }
  const remedy =
    target?.kind === 'local'
      ? 'Run npm start in another terminal.'
      : 'Check --url, and that the network lets you there.';
  return { cause: `Nobody answers at ${where} (${code}).`, remedy };
}

/** The system's error code, which `fetch` wraps. */
function codeOf(error: unknown): string | undefined {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? undefined : codeOf(cause);
}
