/** `npm run audit`, `npm run licences`, `npm run sbom`: what is made from the lock file, and judged by it. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { judgeAudit } from '#lib/supply-chain/audit.ts';
import { refusedLicences } from '#lib/supply-chain/licences.ts';
import { readLockFile } from '#lib/supply-chain/lock-file.ts';
import { npm } from '#lib/supply-chain/npm.ts';
import { makeSbom } from '#lib/supply-chain/sbom.ts';

const commands: Readonly<Record<string, () => boolean>> = {
  audit() {
    const { isClean, message } = judgeAudit(npm('audit', '--json'));
    return say(isClean, message);
  },
  licences() {
    const refused = refusedLicences(readLockFile());
    if (refused.length === 0)
      return say(true, 'Every licence is one of those that lib/supply-chain/licences.ts allows.');
    return say(false, `Not allowed by lib/supply-chain/licences.ts:\n${refused.join('\n')}`);
  },
  sbom() {
    const sbom = makeSbom();
    const file = resolve(process.argv[3] ?? 'sbom.cdx.json');
    writeFileSync(file, `${JSON.stringify(sbom, null, 2)}\n`);
    return say(true, `${file}: ${sbom.components.length} packages, CycloneDX.`);
  },
};

function say(isGood: boolean, message: string): boolean {
  (isGood ? process.stdout : process.stderr).write(`${message}\n`);
  return isGood;
}

const run = commands[process.argv[2] ?? ''];
if (run === undefined) process.stderr.write(`npm run ${Object.keys(commands).join(', npm run ')}\n`);
process.exitCode = run?.() === true ? 0 : 1;
