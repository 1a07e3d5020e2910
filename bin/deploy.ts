/** `npm run deploy`, `npm run diff`, `npm run destroy`: the AWS CDK's commands for all stacks of a stage. */
import { runDeployment } from '#lib/deploy/program.ts';

process.exitCode = await runDeployment(process.argv.slice(2));
