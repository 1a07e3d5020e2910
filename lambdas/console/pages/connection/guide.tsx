/** How this identity provider is connected, step by step. */
import { useState } from 'preact/hooks';
import type { ProviderSummary } from '#admin/contract/connection.ts';
import { useConsole } from '../../console-context.ts';
import { type Stretch, stepsFor } from '../../guide/guide.ts';

export interface GuideProps {
  readonly provider: ProviderSummary;
  readonly baseUrl: string;
  /** Unfolded at first; what somebody reads is not folded under their eyes. */
  readonly isOpen: boolean;
}

export function Guide({ provider, baseUrl, isOpen }: GuideProps) {
  const [isOpenAtFirst] = useState(isOpen);
  return (
    <details class="card guide" open={isOpenAtFirst}>
      <summary>How to connect {provider.name}</summary>
      <Steps provider={provider.id} baseUrl={baseUrl} />
    </details>
  );
}

export function Steps({ provider, baseUrl }: { readonly provider: string; readonly baseUrl?: string }) {
  const { guides } = useConsole();
  return (
    <ol class="steps">
      {stepsFor(guides, provider, baseUrl).map((step, index) => (
        <li key={index}>{step.map((stretch, at) => stretchOf(stretch, at))}</li>
      ))}
    </ol>
  );
}

function stretchOf({ kind, text }: Stretch, key: number) {
  if (kind === 'screen') return <strong key={key}>{text}</strong>;
  return kind === 'typed' ? <code key={key}>{text}</code> : text;
}
