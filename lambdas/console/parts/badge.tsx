/** A state in one word; the colour says nothing that the word does not. */
export type Tone = 'good' | 'waiting' | 'bad' | 'neutral';

export function Badge({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}
