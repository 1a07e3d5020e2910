/** What a CloudFront distribution serves from a bucket: files, the headers it adds, and the function that sees each request. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type Fields, fieldsOf, listOf } from './intrinsics.ts';
import type { Resource } from './template.ts';

export interface SiteDefinition {
  /** `https://…`, as the template names it. */
  readonly origin: string;
  /** `/console*` */
  readonly pathPattern: string;
  /** By key in the bucket: `console/index.html`. */
  readonly files: ReadonlyMap<string, SiteFile>;
  /** Added to each answer, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The code of a CloudFront Function for the viewer's request. */
  readonly viewerRequest: string | undefined;
}

export interface SiteFile {
  readonly content: Buffer;
  readonly cacheControl: string | undefined;
}

type All = (...types: string[]) => readonly Resource[];

/** `assets` has the unpacked folder of each object key. Undefined without a distribution that serves a bucket. */
export function siteOf(all: All, assets: ReadonlyMap<string, string>): SiteDefinition | undefined {
  const [distribution, another] = all('AWS::CloudFront::Distribution');
  if (another !== undefined) throw another.refuse('it is the second distribution');
  if (distribution === undefined) return undefined;
  const { CacheBehaviors, Origins, Aliases } = fieldsOf(distribution.property('DistributionConfig'));
  const buckets = new Map(listOf(Origins).map(({ Id, DomainName }) => [Id, String(DomainName).split('.')[0]]));
  const [behaviour] = listOf(CacheBehaviors);
  if (behaviour === undefined) throw distribution.refuse('it has no path of its own for files');
  const { FunctionAssociations, PathPattern, ResponseHeadersPolicyId, TargetOriginId } = behaviour;
  const policy = all('AWS::CloudFront::ResponseHeadersPolicy').find(({ name }) => name() === ResponseHeadersPolicyId);
  const association = listOf(FunctionAssociations).find(({ EventType }) => EventType === 'viewer-request');
  const viewerRequest = all('AWS::CloudFront::Function').find(({ name }) => name() === association?.FunctionARN);
  const alias = Array.isArray(Aliases) ? String(Aliases[0]) : distribution.attribute('DomainName');
  return {
    origin: `https://${alias}`,
    pathPattern: String(PathPattern),
    files: filesIn(buckets.get(TargetOriginId), all('Custom::CDKBucketDeployment'), assets),
    headers: policy === undefined ? {} : headersOf(fieldsOf(policy.property('ResponseHeadersPolicyConfig'))),
    viewerRequest: viewerRequest === undefined ? undefined : String(viewerRequest.property('FunctionCode')),
  };
}

/** What deployments put into a bucket; a later one over an earlier one. */
function filesIn(bucket: string | undefined, deployments: readonly Resource[], assets: ReadonlyMap<string, string>) {
  const files = new Map<string, SiteFile>();
  for (const { property, refuse } of deployments.filter(
    ({ property }) => property('DestinationBucketName') === bucket,
  )) {
    const keys = property('SourceObjectKeys') as readonly string[];
    const markers = (property('SourceMarkers') ?? []) as readonly Fields[];
    const prefix = property('DestinationBucketKeyPrefix');
    const cacheControl = fieldsOf(property('SystemMetadata'))['cache-control'];
    for (const [index, key] of keys.entries()) {
      const folder = assets.get(key);
      if (folder === undefined) throw refuse('a source of it is no asset of this assembly');
      for (const path of pathsBelow(folder)) {
        files.set(typeof prefix === 'string' ? `${prefix}/${path}` : path, {
          content: withValues(readFileSync(join(folder, path)), markers[index] ?? {}),
          cacheControl: typeof cacheControl === 'string' ? cacheControl : undefined,
        });
      }
    }
  }
  return files;
}

function pathsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** Values that only a deployment knows are marked in the file. */
function withValues(content: Buffer, markers: Fields): Buffer {
  if (Object.keys(markers).length === 0) return content;
  const text = content.toString('utf8');
  return Buffer.from(
    Object.entries(markers).reduce((filled, [marker, value]) => filled.replaceAll(marker, String(value)), text),
  );
}

function headersOf({ CustomHeadersConfig, SecurityHeadersConfig }: Fields): Readonly<Record<string, string>> {
  const security = fieldsOf(SecurityHeadersConfig);
  const of = (name: string) => fieldsOf(security[name]);
  const { AccessControlMaxAgeSec, IncludeSubdomains } = of('StrictTransportSecurity');
  const named: Readonly<Record<string, unknown>> = {
    'content-security-policy': of('ContentSecurityPolicy').ContentSecurityPolicy,
    'referrer-policy': of('ReferrerPolicy').ReferrerPolicy,
    'x-frame-options': of('FrameOptions').FrameOption,
    'x-content-type-options': security.ContentTypeOptions === undefined ? undefined : 'nosniff',
    'strict-transport-security':
      AccessControlMaxAgeSec === undefined
        ? undefined
        : `max-age=${Number(AccessControlMaxAgeSec)}${IncludeSubdomains === true ? '; includeSubDomains' : ''}`,
  };
  const custom = listOf(fieldsOf(CustomHeadersConfig).Items).map(({ Header, Value }): [string, unknown] => [
    String(Header).toLowerCase(),
    Value,
  ]);
  const given = [...Object.entries(named), ...custom].filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]): [string, string] => [name, String(value)]));
}
