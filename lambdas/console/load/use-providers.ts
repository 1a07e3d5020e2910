/** The identity providers with their names, asked for once per visit: which there are is part of the deployment. */
import { useEffect, useState } from 'preact/hooks';
import type { ProviderSummary } from '#admin/contract/connection.ts';
import type { Api } from '../api/client.ts';
import { useConsole } from '../console-context.ts';

const asked = new WeakMap<Api, Promise<readonly ProviderSummary[]>>();

/** Empty until they are known, and when they cannot be asked for: their ids do as well then. */
export function useProviders(): readonly ProviderSummary[] {
  const { api } = useConsole();
  const [providers, setProviders] = useState<readonly ProviderSummary[]>([]);
  useEffect(() => {
    let isLeft = false;
    const answer = asked.get(api) ?? api.ask('listProviders', {}).then(({ items }) => items);
    asked.set(api, answer);
    answer.then(
      (items) => !isLeft && setProviders(items),
      () => asked.delete(api),
    );
    return () => {
      isLeft = true;
    };
  }, [api]);
  return providers;
}
