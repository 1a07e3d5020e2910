/** A list of users or groups: found by the beginning of a name or by a filter, page by page, however many there are. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { Response } from '#admin/contract/call.ts';
import { useConsole } from '../../console-context.ts';
import { cursorOf, firstPage } from '../../load/pages.ts';
import { useLoad } from '../../load/use-load.ts';
import { typingPause } from '../../load/use-settled.ts';
import { Empty } from '../../parts/empty.tsx';
import { Field } from '../../parts/field.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Select } from '../../parts/select.tsx';
import { paths } from '../../paths.ts';
import { useTenant } from '../../tenant-context.ts';
import { addressOf, type Question } from './question.ts';
import type { ScimResource } from './resource.ts';

export interface ResourceListPageProps {
  readonly operation: 'listUsers' | 'listGroups';
  readonly title: string;
  /** In the plural, in lower case. */
  readonly what: string;
  readonly lead: string;
  /** The attribute that a search looks at. */
  readonly nameAttribute: string;
  readonly exampleFilter: string;
  readonly children: (items: readonly ScimResource[]) => ComponentChildren;
}

/** The question is part of the address, so that a list can be sent to somebody, and returned to. */
export function ResourceListPage({ operation, title, what, lead, children, ...form }: ResourceListPageProps) {
  const { path, query, route } = useLocation();
  const question: Question = query.filter ? { filter: query.filter } : query.search ? { search: query.search } : {};
  const ask = (next: Question) => route(`${path}${addressOf(next)}`, true);
  return (
    <Page title={title} trail={[['Directory']]} lead={lead}>
      <QuestionForm question={question} onAsk={ask} {...form} />
      <Results key={addressOf(question)} operation={operation} question={question} what={what} onAsk={ask}>
        {children}
      </Results>
    </Page>
  );
}

type FormProps = Pick<ResourceListPageProps, 'nameAttribute' | 'exampleFilter'> & {
  readonly question: Question;
  readonly onAsk: (question: Question) => void;
};

const ways = [
  ['search', 'Name begins with'],
  ['filter', 'SCIM filter'],
] as const;

function QuestionForm({ question, onAsk, nameAttribute, exampleFilter }: FormProps) {
  const [isFilter, setFilter] = useState(question.filter !== undefined);
  const [text, setText] = useState(question.filter ?? question.search ?? '');
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const ask = (value: string) => onAsk(isFilter ? { filter: value.trim() } : { search: value.trim() });
  const typed = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    // Half a filter is none; half a name is a name.
    if (!isFilter) timer.current = setTimeout(() => ask(value), typingPause);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    clearTimeout(timer.current);
    ask(text);
  };
  return (
    <search>
      <form class="question" onSubmit={submit}>
        <Select
          label="Find by"
          name="way"
          value={isFilter ? 'filter' : 'search'}
          options={ways}
          onChange={(way) => {
            setFilter(way === 'filter');
            setText('');
          }}
        />
        <Field
          label={isFilter ? 'Filter' : 'Search'}
          name="text"
          type="search"
          value={text}
          onInput={typed}
          maxLength={isFilter ? 4_000 : 200}
          placeholder={isFilter ? exampleFilter : nameAttribute}
        />
        <button type="submit" class="secondary">
          Find
        </button>
      </form>
    </search>
  );
}

type ResultsProps = Pick<ResourceListPageProps, 'operation' | 'what' | 'children'> & {
  readonly question: Question;
  readonly onAsk: (question: Question) => void;
};

function Results({ operation, question, what, onAsk, children }: ResultsProps) {
  const { api } = useConsole();
  const { id: tenant } = useTenant().tenant;
  const [place, setPlace] = useState(firstPage);
  const cursor = cursorOf(place);
  const load = useLoad<Response<'listUsers'>>(
    (signal) => api.ask(operation, { parameters: { tenant }, query: { ...question, cursor } }, signal),
    [operation, tenant, cursor],
  );
  const isAll = question.filter === undefined && question.search === undefined;
  return (
    <Loaded of={load} what={what}>
      {({ items, next, total }) => (
        <>
          {items.length === 0 && next === undefined && (
            <Nothing what={what} isAll={isAll} tenant={tenant} onAll={() => onAsk({})} />
          )}
          {items.length > 0 && children(items)}
          <Pager
            place={place}
            onTurn={setPlace}
            next={next}
            total={items.length === 0 ? undefined : total}
            what={what}
          />
        </>
      )}
    </Loaded>
  );
}

interface NothingProps {
  readonly what: string;
  /** Nothing was looked for: there are none at all. */
  readonly isAll: boolean;
  readonly tenant: string;
  readonly onAll: () => void;
}

function Nothing({ what, isAll, tenant, onAll }: NothingProps) {
  if (isAll) {
    return (
      <Empty title={`There are no ${what} yet.`}>
        <p>They arrive from your identity provider as soon as it is connected.</p>
        <p>
          <a href={paths.provisioning(tenant)}>Connect an identity provider</a>
        </p>
      </Empty>
    );
  }
  return (
    <Empty title={`No ${what} match.`}>
      <p>A name is compared from its beginning. Try fewer letters, or a filter.</p>
      <button type="button" class="secondary" onClick={onAll}>
        Show all {what}
      </button>
    </Empty>
  );
}
