/** What is around every page: the menus, and who is signed in. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { useConsole } from '../console-context.ts';
import { type MenuItem, menuOf } from '../menu.ts';
import { paths } from '../paths.ts';

export interface ShellProps {
  /** Whose pages these are; none for pages of the deployment. */
  readonly tenant?: { readonly id: string; readonly displayName: string };
  readonly children: ComponentChildren;
}

export function Shell({ tenant, children }: ShellProps) {
  const { caller } = useConsole();
  const { path } = useLocation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  const skip = () => document.querySelector<HTMLElement>('main h1')?.focus();
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to content
      </button>
      <header class="top">
        <button
          type="button"
          class="menu-button"
          aria-expanded={isOpen}
          aria-controls="menu"
          onClick={() => setOpen(!isOpen)}
        >
          Menu
        </button>
        <a class="brand" href={paths.home}>
          Rollcall
        </a>
        {tenant !== undefined && <span class="tenant-name">{tenant.displayName}</span>}
        <Account />
      </header>
      <div class="frame">
        <nav id="menu" class={isOpen ? 'menu open' : 'menu'} aria-label="Main">
          {menuOf(caller, tenant?.id).map(({ title, items }) => (
            <div class="menu-group" key={title}>
              <h2>{title}</h2>
              <ul>
                {items.map((item) =>
                  'href' in item ? (
                    <MenuLink key={item.href} item={item} />
                  ) : (
                    <li key={item.title}>
                      <span class="section">{item.title}</span>
                      <ul>
                        {item.items.map((each) => (
                          <MenuLink key={each.href} item={each} />
                        ))}
                      </ul>
                    </li>
                  ),
                )}
              </ul>
            </div>
          ))}
        </nav>
        <main>{children}</main>
      </div>
    </>
  );
}

function Account() {
  const { caller, signOut } = useConsole();
  const name = caller.actor.name ?? caller.actor.id;
  return (
    <details class="account">
      <summary aria-label={`Account of ${name}`}>
        <span class="initial" aria-hidden="true">
          {name.slice(0, 1).toUpperCase()}
        </span>
      </summary>
      <div class="account-panel">
        <p>
          <strong>{name}</strong>
          <br />
          <span class="quiet">{caller.role}</span>
        </p>
        <button type="button" class="secondary small" onClick={() => void signOut()}>
          Sign out
        </button>
      </div>
    </details>
  );
}

function MenuLink({ item: { name, href } }: { readonly item: MenuItem }) {
  const { path } = useLocation();
  return (
    <li>
      <a href={href} aria-current={isCurrent(path, href) ? 'page' : undefined}>
        {name}
      </a>
    </li>
  );
}

/** The pages below belong to their menu too; those of tenants have menus of their own. */
function isCurrent(path: string, href: string): boolean {
  return path === href || (href !== paths.tenants && path.startsWith(`${href}/`));
}
