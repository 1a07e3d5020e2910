/** One page: its title for the browser, where it is, its heading, which has the focus after a navigation. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';

export interface PageProps {
  readonly title: string;
  /** Where the page is in the menus: names, with an address for those that are pages. */
  readonly trail?: readonly (readonly [name: string, href?: string])[];
  readonly lead?: ComponentChildren;
  /** Beside the heading. */
  readonly actions?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** The first page of a visit leaves the focus where browsers have it. */
let hasNavigated = false;

export function Page({ title, trail = [], lead, actions, children }: PageProps) {
  const { path } = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Rollcall`;
  }, [title]);
  useEffect(() => {
    if (hasNavigated) heading.current?.focus();
    hasNavigated = true;
  }, [path]);
  return (
    <>
      <header class="page-head">
        {trail.length > 0 && (
          <nav aria-label="Breadcrumb" class="trail">
            <ol>
              {trail.map(([name, href]) => (
                <li key={name}>{href === undefined ? name : <a href={href}>{name}</a>}</li>
              ))}
            </ol>
          </nav>
        )}
        <div class="page-title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {actions !== undefined && <div class="actions">{actions}</div>}
        </div>
        {lead !== undefined && <p class="lead">{lead}</p>}
      </header>
      {children}
    </>
  );
}
