/** What differs between the stages of this deployment. Each setting, its default and what it accepts: docs/deploy.md. */
import { defineConfig } from '#lib/config/define-config.ts';

export default defineConfig({
  stages: {
    // Everything at its default: what `npm start` runs and `npm run deploy` makes.
    dev: {},

    prod: {
      // With both, a deployment with the credentials of another account is refused.
      // account: '111122223333',
      // region: 'eu-central-1',
      // domain: { name: 'scim.example.com', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/…' },
      // customerManagedKey: true, // with region
      // alarmTargets: ['operations@example.com'],
      console: true,
      waf: true,
      canary: true,
      tracing: true,
      logRetentionDays: 90,
      pointInTimeRecoveryDays: 35,
    },
  },
});
