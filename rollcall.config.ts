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

      // A firewall in front, and a way in past it for nobody. It needs a domain, as the firewall stands before CloudFront: without
      // one, base URLs begin with the API's own name, and what identity providers send to it meets no firewall. In a stage that
      // has clients already `originSecret` is 'sent' first (docs/adr/0131-origin-secret.md).
      // domain: { name: 'scim.example.com', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/…' },
      // waf: true,
      // originSecret: 'required',

      // What one function may take of the account's concurrency, so that large imports leave room for all else. It needs a quota
      // of 450 at least: a new account has 10, and its deployment would fail (docs/deploy.md#room-for-all-functions).
      // functions: { bulk: { reservedConcurrency: 50 }, groups: { reservedConcurrency: 300 } },

      // customerManagedKey: true, // with region
      // alarmTargets: ['operations@example.com'],
      console: true,
      canary: true,
      tracing: true,
      logRetentionDays: 90,
      pointInTimeRecoveryDays: 35,
    },
  },
});
