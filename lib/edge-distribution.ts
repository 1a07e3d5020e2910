import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Construct } from 'constructs';
import { apiHeaders } from './console/headers.ts';
import type { Stage } from './stage.ts';

export interface NamedDomain {
  readonly name: string;
  /** In us-east-1, where CloudFront looks for it. */
  readonly certificate: ICertificate;
}

export interface EdgeDistributionProps {
  readonly stage: Stage;
  /** Host name of the API. */
  readonly apiDomain: string;
  /** The name people know; one of CloudFront's without it. */
  readonly domain?: NamedDomain | undefined;
  readonly webAclArn?: string | undefined;
  /** Added to each request that is handed on to the API. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A distribution that hands every request on to the API, and caches nothing of it. */
export class EdgeDistribution extends Construct {
  readonly distribution: Distribution;
  /** Without a slash at its end. */
  readonly origin: string;

  constructor(
    scope: Construct,
    id: string,
    { stage, apiDomain, domain, webAclArn, headers = {} }: EdgeDistributionProps,
  ) {
    super(scope, id);
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `Rollcall ${stage.name}`,
      ...(domain === undefined ? {} : named(domain)),
      ...(webAclArn === undefined ? {} : { webAclId: webAclArn }),
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        origin: new HttpOrigin(apiDomain, {
          protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
          originSslProtocols: [OriginSslPolicy.TLS_V1_2],
          customHeaders: { ...headers },
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        // A token that was sent without TLS is to fail, not to be sent again.
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        // The gateway knows itself by its own host name only.
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        responseHeadersPolicy: new ResponseHeadersPolicy(this, 'ApiHeaders', {
          responseHeadersPolicyName: `rollcall-${stage.name}-api`,
          ...apiHeaders,
        }),
      },
    });
    this.origin = `https://${domain?.name ?? this.distribution.distributionDomainName}`;
  }
}

/** The least version of TLS goes with the certificate: CloudFront's own names take what CloudFront decides. */
function named({ name, certificate }: NamedDomain) {
  return { domainNames: [name], certificate, minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021 };
}
