/** Headers that CloudFront adds to answers, those of the console and those of the API. */
import { Duration } from 'aws-cdk-lib';
import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  type ResponseHeadersPolicyProps,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront';

const twoYears = Duration.days(730);

const transport: ResponseSecurityHeadersBehavior = {
  strictTransportSecurity: { accessControlMaxAge: twoYears, includeSubdomains: true, override: true },
  contentTypeOptions: { override: true },
};

/** For the API, which says the rest itself. */
export const apiHeaders: ResponseHeadersPolicyProps = { securityHeadersBehavior: transport };

/**
 * For the console: nothing but its own files, and no address but its own and `signIn`, origins of the issuer.
 * https://www.w3.org/TR/CSP3/
 */
export function consoleHeaders(signIn: readonly string[]): ResponseHeadersPolicyProps {
  const policy = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    // The stylesheet draws its icons from data.
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'", ...signIn],
    'base-uri': ["'none'"],
    // Forms are answered by the app; one that a broken app left to the browser would put its fields into an address.
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
  const contentSecurityPolicy = Object.entries(policy)
    .map(([directive, sources]) => [directive, ...sources].join(' '))
    .join('; ');
  const custom = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
  return {
    securityHeadersBehavior: {
      ...transport,
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
    },
    customHeadersBehavior: {
      customHeaders: Object.entries(custom).map(([header, value]) => ({ header, value, override: true })),
    },
  };
}
