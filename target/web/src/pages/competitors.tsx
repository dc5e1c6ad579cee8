import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useRead } from '../api/hooks.ts';
import type { CompetitorPage } from '../api/types.ts';
import { WRITERS, allows } from '../app/access.ts';
import { useMe } from '../app/context.tsx';
import { SelectField, TextField, type Option } from '../components/form.tsx';
import { formatAmount, formatDay } from '../components/format.ts';
import { Page } from '../components/page.tsx';
import { Awaited, Empty } from '../components/states.tsx';
import { NumberCell, Pager, Table } from '../components/table.tsx';

const SORTS: readonly Option[] = [
  { value: 'name', label: 'Name, A to Z' },
  { value: '-name', label: 'Name, Z to A' },
  { value: 'price', label: 'Price, lowest first' },
  { value: '-price', label: 'Price, highest first' },
  { value: '-createdAt', label: 'Newest first' },
  { value: 'createdAt', label: 'Oldest first' },
];

interface Filters {
  search: string;
  category: string;
  sort: string;
  page: number;
}

/** The filters live in the address, so that Back and a bookmark find them again. */
function useFilters(): [Filters, (change: Partial<Filters>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const sort = parameters.get('sort') ?? '';
  const page = Number(parameters.get('page'));
  const filters: Filters = {
    search: (parameters.get('search') ?? '').slice(0, 100),
    category: (parameters.get('category') ?? '').slice(0, 100),
    sort: SORTS.some((option) => option.value === sort) ? sort : 'name',
    page: Number.isInteger(page) && page > 0 && page < 100_000 ? page : 1,
  };
  const change = (part: Partial<Filters>): void => {
    const next = { ...filters, page: 1, ...part };
    const entries = Object.entries({
      search: next.search,
      category: next.category,
      sort: next.sort === 'name' ? '' : next.sort,
      page: next.page === 1 ? '' : String(next.page),
    }).filter(([, value]) => value !== '');
    setParameters(new URLSearchParams(entries), { replace: part.page === undefined });
  };
  return [filters, change];
}

function categoriesOf(data: CompetitorPage | undefined, chosen: string): Option[] {
  const facets = Object.entries(data?.facets ?? {}).sort(([a], [b]) => a.localeCompare(b));
  const options = facets.map(([value, count]) => ({ value, label: `${value} (${count})` }));
  const missing = chosen !== '' && !facets.some(([value]) => value === chosen);
  return [
    { value: '', label: 'All categories' },
    ...options,
    ...(missing ? [{ value: chosen, label: chosen }] : []),
  ];
}

/** Waits for a pause in typing before the list follows. */
function SearchBox({ value, onSearch }: { value: string; onSearch: (value: string) => void }) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const search = useEffectEvent(onSearch);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === sent.current) return undefined;
    const timer = setTimeout(() => {
      sent.current = wanted;
      search(wanted);
    }, 250);
    return () => clearTimeout(timer);
  }, [text]);
  // The address changed from elsewhere, e.g. by a click on the navigation.
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  return (
    <TextField
      type="search"
      label="Search competitors"
      placeholder="Name or city"
      maxLength={100}
      value={text}
      onChange={setText}
    />
  );
}

function List({
  data,
  filtered,
  onPage,
}: {
  data: CompetitorPage;
  filtered: boolean;
  onPage: (page: number) => void;
}) {
  return (
    <div className="card card-flush">
      <Table caption="Competitors" columns={['Name', 'Category', 'City', '>Price', 'Added']}>
        {data.items.map((competitor) => (
          <tr key={competitor.id}>
            <th scope="row">
              <Link to={`/competitors/${encodeURIComponent(competitor.id)}`}>{competitor.name}</Link>
            </th>
            <td>{competitor.category}</td>
            <td>{competitor.city}</td>
            <NumberCell>{formatAmount(competitor.price)}</NumberCell>
            <td>{formatDay(competitor.createdAt)}</td>
          </tr>
        ))}
      </Table>
      {data.items.length === 0 && (
        <Empty>
          {filtered ? 'No competitor matches this search.' : 'There are no competitors here yet.'}
        </Empty>
      )}
      <Pager of="competitors" page={data.page} pageSize={data.pageSize} total={data.total} onPage={onPage} />
    </div>
  );
}

export function CompetitorsPage() {
  const me = useMe();
  const [filters, change] = useFilters();
  const { search, category, sort, page } = filters;
  const list = useRead(
    ['competitors', 'list', { search, category, sort, page }],
    (api, signal) =>
      api.json<CompetitorPage>('GET', '/competitors', { query: { search, category, sort, page }, signal }),
    { keepPrevious: true },
  );
  return (
    <Page
      title="Competitors"
      intro="Who you compete with, and what they charge."
      actions={
        allows(me, WRITERS) && (
          <Link className="button button-primary" to="/competitors/new">
            New competitor
          </Link>
        )
      }
    >
      <search className="filters">
        <SearchBox value={search} onSearch={(value) => change({ search: value })} />
        <SelectField
          label="Category"
          value={category}
          options={categoriesOf(list.data, category)}
          onChange={(value) => change({ category: value })}
        />
        <SelectField
          label="Sort by"
          value={sort}
          options={SORTS}
          onChange={(value) => change({ sort: value })}
        />
      </search>
      <Awaited query={list}>
        {(data) => (
          <List
            data={data}
            filtered={search !== '' || category !== ''}
            onPage={(next) => change({ page: next })}
          />
        )}
      </Awaited>
    </Page>
  );
}
