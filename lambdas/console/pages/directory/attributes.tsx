/** The attributes of a resource, whichever it has. */

import { attributesOf, valueText } from './attribute-list.ts';
import { isRecord, type ScimResource } from './resource.ts';

export function Attributes({ resource }: { readonly resource: ScimResource }) {
  return (
    <section class="card" aria-labelledby="attributes">
      <h2 id="attributes">Attributes</h2>
      {attributesOf(resource).map(({ schema, entries }) => (
        <div key={schema ?? ''}>
          {schema !== undefined && <h3 class="schema">{schema}</h3>}
          <dl class="attributes">
            {entries.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <Value value={value} />
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
      <details>
        <summary>As JSON</summary>
        <pre class="json" tabIndex={0}>
          {JSON.stringify(resource, undefined, 2)}
        </pre>
      </details>
    </section>
  );
}

function Value({ value }: { readonly value: unknown }) {
  if (Array.isArray(value)) {
    const values: readonly unknown[] = value;
    return (
      <ul>
        {values.map((each, index) => (
          <li key={index}>
            <Value value={each} />
          </li>
        ))}
      </ul>
    );
  }
  if (!isRecord(value)) return <>{valueText(value)}</>;
  const { value: main, ...others } = value;
  const rest = Object.entries(others).filter(([name]) => name !== '$ref');
  return (
    <>
      {main !== undefined && <span>{valueText(main)} </span>}
      {rest.map(([name, each]) => (
        <span key={name} class="part">
          <span class="quiet">{name}</span> {valueText(each)}
        </span>
      ))}
    </>
  );
}
