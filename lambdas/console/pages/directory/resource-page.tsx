/** One user or group: its attributes, and beside them what belongs to it. */
import type { ComponentChildren } from 'preact';
import { useRoute } from 'preact-iso/router';
import { useConsole } from '../../console-context.ts';
import { useLoad } from '../../load/use-load.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useTenant } from '../../tenant-context.ts';
import { Attributes } from './attributes.tsx';
import { type ScimResource, textOf } from './resource.ts';

export interface ResourcePageProps {
  readonly operation: 'getUser' | 'getGroup';
  /** In the singular, in lower case. */
  readonly what: string;
  readonly list: readonly [name: string, href: string];
  readonly nameAttributes: readonly string[];
  readonly badge?: (resource: ScimResource) => ComponentChildren;
  readonly children: (resource: ScimResource) => ComponentChildren;
}

export function ResourcePage({ operation, what, list, nameAttributes, badge, children }: ResourcePageProps) {
  const { api } = useConsole();
  const { id: tenant } = useTenant().tenant;
  const { id = '' } = useRoute().params;
  const load = useLoad((signal) => api.ask(operation, { parameters: { tenant, id } }, signal), [operation, tenant, id]);
  const { value } = load;
  const name = value === undefined ? undefined : nameAttributes.map((each) => textOf(value, each)).find(Boolean);
  const title = name ?? (what === 'user' ? 'User' : 'Group');
  return (
    <Page title={title} trail={[['Directory'], list]} actions={value !== undefined && badge?.(value)}>
      <Loaded of={load} what={`the ${what}`}>
        {(resource) => (
          <>
            {children(resource)}
            <Attributes resource={resource} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
