/** Tables of data, their pager, and the small marks inside them. */
import type { ReactNode } from 'react';

interface TableProps {
  caption: string;
  /** Headings; a leading ">" puts the column's numbers to the right. */
  columns: readonly string[];
  /** The heading above is enough for those who see it. */
  captionHidden?: boolean;
  children: ReactNode;
}

export function Table({ caption, columns, captionHidden = true, children }: TableProps) {
  return (
    <div className="table-frame">
      <table>
        <caption className={captionHidden ? 'visually-hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className={column.startsWith('>') ? 'number' : undefined}>
                {column.replace('>', '')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export function NumberCell({ children }: { children: ReactNode }) {
  return <td className="number">{children}</td>;
}

export type Tone = 'neutral' | 'good' | 'attention' | 'bad';

export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}

interface PagerProps {
  /** What is being paged through, in lower case: "competitors". */
  of: string;
  page: number;
  pageSize: number;
  total: number;
  onPage: (page: number) => void;
}

export function Pager({ of, page, pageSize, total, onPage }: PagerProps) {
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const first = (page - 1) * pageSize + 1;
  const last = Math.min(total, page * pageSize);
  return (
    <nav className="pager" aria-label={`Pages of ${of}`}>
      <span aria-live="polite">
        {total === 0 || first > total ? `0 of ${total} ${of}` : `${first}–${last} of ${total} ${of}`}
      </span>
      <span className="pager-buttons">
        <button
          type="button"
          className="button button-small"
          disabled={page <= 1}
          onClick={() => onPage(Math.min(page - 1, pages))}
        >
          Previous page
        </button>
        <button
          type="button"
          className="button button-small"
          disabled={page >= pages}
          onClick={() => onPage(page + 1)}
        >
          Next page
        </button>
      </span>
    </nav>
  );
}
