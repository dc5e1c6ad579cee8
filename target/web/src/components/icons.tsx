/** Line icons, 20 by 20, in the colour of the text around them. Decoration only: the words beside them say it. */
import type { ReactNode } from 'react';

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

const PATHS = {
  dashboard: 'M3 3h6v7H3zM11 3h6v4h-6zM11 9h6v8h-6zM3 12h6v5H3z',
  competitors: 'M3 17V8l5-3v12M8 17V3h9v14M2 17h16M11 7h3M11 10h3M11 13h3',
  trash: 'M4 6h12M8 6V4h4v2M6 6l1 11h6l1-11M9 9v5M11 9v5',
  reports: 'M5 2h7l4 4v12H5zM12 2v4h4M8 10h5M8 13h5',
  alerts: 'M10 3a5 5 0 0 1 5 5c0 5 2 6 2 6H3s2-1 2-6a5 5 0 0 1 5-5zM8 17h4',
  users:
    'M7 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 17c0-3 2-5 5-5s5 2 5 5M13 4a3 3 0 0 1 0 5M14.5 12c2 .5 3.5 2.3 3.5 5',
  settings: 'M3 6h8M15 6h2M13 4v4M3 14h2M9 14h8M7 12v4',
  audit: 'M10 2l7 3v5c0 4-3 7-7 8-4-1-7-4-7-8V5zM7 10l2 2 4-4',
  statistics: 'M3 17V3M3 17h14M7 14V9M11 14V6M15 14v-3',
  logout: 'M12 4V3H4v14h8v-1M8 10h9M14 7l3 3-3 3',
  denied: 'M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM4.5 4.5l11 11',
  missing: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5L18 18M7 7l4 4M11 7l-4 4',
  download: 'M10 3v9M6 9l4 4 4-4M3 16h14',
} as const;

export type IconName = keyof typeof PATHS;

export function NamedIcon({ name }: { name: IconName }) {
  return (
    <Icon>
      <path d={PATHS[name]} />
    </Icon>
  );
}

export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" className="logo-ground" />
      <path
        d="M7 22l6-8 5 5 7-10"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
