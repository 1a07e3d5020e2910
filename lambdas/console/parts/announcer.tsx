/** Says what came of something: for some seconds on the page, and to screen readers. */
import { useCallback, useEffect, useState } from 'preact/hooks';

const shownFor = 6_000;

export interface Announcer {
  readonly announce: (text: string) => void;
  readonly said: string;
}

export function useAnnouncer(): Announcer {
  const [said, setSaid] = useState({ text: '' });
  useEffect(() => {
    const timer = setTimeout(() => setSaid({ text: '' }), shownFor);
    return () => clearTimeout(timer);
  }, [said]);
  const announce = useCallback((text: string) => setSaid({ text }), []);
  return { announce, said: said.text };
}

export function LiveRegion({ said }: { readonly said: string }) {
  return (
    <div role="status" class="said">
      {said !== '' && <span>{said}</span>}
    </div>
  );
}
