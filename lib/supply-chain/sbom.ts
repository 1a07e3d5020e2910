/** The software bill of materials: what is deployed, as CycloneDX 1.5 (npm docs, npm sbom). */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isShipped, readLockFile } from './lock-file.ts';
import { npm } from './npm.ts';

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
}

export interface Sbom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** Of the functions and the console; what builds and tests is not part of it. Throws when npm makes none. */
export function makeSbom(): Sbom {
  const text = npm('sbom', '--sbom-format=cyclonedx', '--sbom-type=application');
  if (!text.startsWith('{')) throw new Error('npm made no bill of materials; npm ci first.');
  const { name } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8')) as {
    readonly name: string;
  };
  const whole = JSON.parse(text) as Sbom;
  // npm names it after the folder it lies in.
  return onlyShipped({ ...whole, metadata: { ...whole.metadata, component: { ...whole.metadata.component, name } } });
}

/** With `--omit=dev` npm also leaves out what is needed by both. */
function onlyShipped(whole: Sbom): Sbom {
  const shipped = new Set(
    readLockFile()
      .filter(isShipped)
      .map(({ name, version }) => `${name}@${version}`),
  );
  const components = whole.components.filter(({ name, version }) => shipped.has(`${name}@${version}`));
  const own = whole.metadata.component['bom-ref'];
  const kept = new Set([own, ...components.map((component) => component['bom-ref'])]);
  const dependencies = whole.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => kept.has(each)) }));
  return { ...whole, components, dependencies };
}
