/** `rollcall migrate`: stored resources into the format of this release (docs/upgrades.md). */
import type { Command } from 'commander';
import { pagesOf, type Query } from './pages.ts';
import { type AddCommand, toJson } from './session.ts';

export function addMigrate(parent: Command, add: AddCommand): void {
  add(
    parent
      .command('migrate')
      .description('write what is kept in an older format in the present one, of all tenants, while they are in use'),
    async ({ client, json, terminal }) => {
      const counts = { read: 0, written: 0 };
      const tenants = pagesOf((query: Query) => client.call('listTenants', { query: { limit: 100, ...query } }));
      for await (const { items } of tenants) {
        for (const { id: tenant } of items) {
          const { types } = await client.call('getExportIndex', { parameters: { tenant } });
          for (const { name: type } of types) {
            const parameters = { tenant, type };
            const parts = pagesOf((query: Query) => client.call('migrateResources', { parameters, query }));
            for await (const { read, written } of parts) {
              counts.read += read;
              counts.written += written;
            }
          }
          terminal.note(`${tenant}: done.`);
        }
      }
      if (json) return terminal.write(toJson(counts));
      terminal.write(`${counts.read} resources were read, and ${counts.written} of them written.`);
    },
  );
}
