/** Whether one tenant could use up a route that the others need, too (docs/adr/0190-tenant-rate-limit.md). */
import type { Contradiction, StageSettings } from './settings.ts';

/** A bulk request is as many requests of its tenant. */
export const bulkWeight = 10;

/** Who is behind these is no tenant, or may ask for what costs nothing as often as it likes. */
const notOfTenants = new Set(['admin', 'discovery']);

/** The limits of routes that have no room for two tenants, each at its own limit. */
export function* narrowRoutes({ tenantRateLimit, throttle }: StageSettings): Iterable<Contradiction> {
  const routes = Object.entries(throttle.routes).filter(([name]) => !notOfTenants.has(name));
  for (const [name, limit] of [['', throttle] as const, ...routes]) {
    const weight = name === 'bulk' ? bulkWeight : 1;
    for (const kind of ['requestsPerSecond', 'burst'] as const) {
      const least = Math.ceil((2 * tenantRateLimit[kind]) / weight);
      if (limit === undefined || limit[kind] >= least) continue;
      yield {
        setting: `throttle.${name === '' ? '' : `routes.${name}.`}${kind}`,
        message: `at least ${least}: twice what one tenant may send there (tenantRateLimit), so that it leaves room for others`,
      };
    }
  }
}
