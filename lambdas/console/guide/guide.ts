/** The guide of an identity provider: the steps of its page in docs/providers, which the build hands over. */

/** A stretch of a step: plain text, the words of the provider's own screens, or what is typed. */
export interface Stretch {
  readonly kind: 'text' | 'screen' | 'typed';
  readonly text: string;
}

export type Step = readonly Stretch[];
/** By the provider's canonical id. */
export type Guides = Readonly<Record<string, readonly Step[]>>;

const placeholder = /https:\/\/…\/provisioning\/\w+\/v2/g;

/** The steps, with the connection's own base URL where the page has a placeholder, once it is known. */
export function stepsFor(guides: Guides, provider: string, baseUrl?: string): readonly Step[] {
  const steps = guides[provider] ?? [];
  if (baseUrl === undefined) return steps;
  return steps.map((step) =>
    step.map((stretch) => ({ ...stretch, text: stretch.text.replaceAll(placeholder, () => baseUrl) })),
  );
}
