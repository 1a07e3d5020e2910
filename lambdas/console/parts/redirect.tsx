/** Another page in place of this one. */
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';

export function Redirect({ to }: { readonly to: string }) {
  const { route } = useLocation();
  useEffect(() => route(to, true), [to]);
  return null;
}
