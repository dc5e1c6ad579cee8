import { useRead } from '../api/hooks.ts';
import { formatCount, humanise } from '../components/format.ts';
import { Page } from '../components/page.tsx';
import { Awaited } from '../components/states.tsx';

/** Counts over the whole platform; the API decides which, and gives numbers alone. */
export function StatisticsPage() {
  const statistics = useRead(['statistics'], (api, signal) =>
    api.json<Record<string, unknown>>('GET', '/platform/statistics', { signal }),
  );
  return (
    <Page title="Statistics" intro="The platform in numbers. No organisation's data is part of this page.">
      <Awaited query={statistics}>
        {(data) => (
          <dl className="metrics" aria-label="Statistics">
            {Object.entries(data).map(
              ([name, value]) =>
                typeof value === 'number' && (
                  <div className="card metric" key={name}>
                    <dt>{humanise(name)}</dt>
                    <dd>{formatCount(value)}</dd>
                  </div>
                ),
            )}
          </dl>
        )}
      </Awaited>
    </Page>
  );
}
