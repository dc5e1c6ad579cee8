/** The frame of a page: its one heading, its title in the tab, and where the focus goes when it opens. */
import { useEffect, useRef, type ReactNode } from 'react';
import { NavigationType, useLocation, useNavigationType } from 'react-router';

interface PageProps {
  title: string;
  /** Title of the browser tab, where the heading itself is data that must not stay in the browser's history. */
  tabTitle?: string;
  intro?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}

let firstPage = true;

export function Page({ title, tabTitle = title, intro, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  const arrivedBy = useNavigationType();

  useEffect(() => {
    document.title = `${tabTitle} · MarketEdge`;
  }, [tabTitle]);

  // After a change of page the heading takes the focus, so that a screen reader says where one is. The browser
  // itself takes care of the first page.
  useEffect(() => {
    if (!firstPage) heading.current?.focus({ preventScroll: arrivedBy === NavigationType.Pop });
    firstPage = false;
  }, [pathname, arrivedBy]);

  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {intro && <p className="page-intro">{intro}</p>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
