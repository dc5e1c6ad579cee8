import { Link } from 'react-router';
import { useRead } from '../api/hooks.ts';
import type { Metrics } from '../api/types.ts';
import { useMe } from '../app/context.tsx';
import { formatAmount, formatCount } from '../components/format.ts';
import { Page } from '../components/page.tsx';
import { Awaited, Empty } from '../components/states.tsx';
import { NumberCell, Table } from '../components/table.tsx';

function Metric({ label, value }: { label: string; value: string }) {
  return (
    <div className="card metric">
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Bars as wide as their count; the numbers stand beside them as text. */
function CategoryBars({ categories }: { categories: Metrics['categories'] }) {
  const most = Math.max(...categories.map((entry) => entry.count), 1);
  return (
    <Table
      caption="Competitors by category"
      columns={['Category', 'Share', '>Competitors', '>Average price']}
    >
      {categories.map((entry) => (
        <tr key={entry.category}>
          <th scope="row">{entry.category}</th>
          <td className="bar-cell">
            <svg className="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              <rect className="bar-track" width="100" height="10" rx="2" />
              <rect className="bar-fill" width={(100 * entry.count) / most} height="10" rx="2" />
            </svg>
          </td>
          <NumberCell>{formatCount(entry.count)}</NumberCell>
          <NumberCell>{formatAmount(entry.averagePrice)}</NumberCell>
        </tr>
      ))}
    </Table>
  );
}

function Ranking({ ranking }: { ranking: Metrics['ranking'] }) {
  return (
    <Table caption="Highest prices" columns={['>Rank', 'Competitor', '>Price']}>
      {ranking.map((entry) => (
        <tr key={entry.competitorId}>
          <NumberCell>{entry.rank}</NumberCell>
          <td>
            <Link to={`/competitors/${encodeURIComponent(entry.competitorId)}`}>{entry.name}</Link>
          </td>
          <NumberCell>{formatAmount(entry.price)}</NumberCell>
        </tr>
      ))}
    </Table>
  );
}

function Content({ metrics }: { metrics: Metrics }) {
  return (
    <>
      <dl className="metrics" aria-label="Key figures">
        <Metric label="Competitors" value={formatCount(metrics.competitors)} />
        <Metric label="Price observations" value={formatCount(metrics.observations)} />
        <Metric label="Average price" value={formatAmount(metrics.averagePrice)} />
        <Metric label="Lowest price" value={formatAmount(metrics.minPrice)} />
        <Metric label="Highest price" value={formatAmount(metrics.maxPrice)} />
      </dl>
      <div className="columns">
        <section className="card" aria-labelledby="by-category">
          <h2 id="by-category">By category</h2>
          {metrics.categories.length > 0 ? (
            <CategoryBars categories={metrics.categories} />
          ) : (
            <Empty>No competitors yet.</Empty>
          )}
        </section>
        <section className="card" aria-labelledby="highest-prices">
          <h2 id="highest-prices">Highest prices</h2>
          {metrics.ranking.length > 0 ? <Ranking ranking={metrics.ranking} /> : <Empty>No prices yet.</Empty>}
        </section>
      </div>
    </>
  );
}

export function DashboardPage() {
  const me = useMe();
  const metrics = useRead(['metrics'], (api, signal) =>
    api.json<Metrics>('GET', '/dashboard/metrics', { signal }),
  );
  return (
    <Page
      title="Dashboard"
      intro={`The market around ${me.organisation?.name ?? 'your organisation'} today.`}
    >
      <Awaited query={metrics}>{(data) => <Content metrics={data} />}</Awaited>
    </Page>
  );
}
