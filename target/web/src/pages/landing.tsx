import { useServices } from '../app/context.tsx';
import { Logo, NamedIcon, type IconName } from '../components/icons.tsx';
import { Page } from '../components/page.tsx';

const POINTS: readonly { icon: IconName; title: string; text: string }[] = [
  {
    icon: 'competitors',
    title: 'Every competitor in one place',
    text: 'Who they are, what they charge, and what your team knows about them.',
  },
  {
    icon: 'statistics',
    title: 'Prices over time',
    text: 'Observations from the street and the web, side by side with your own.',
  },
  {
    icon: 'alerts',
    title: 'Alerts as they happen',
    text: 'A rival moves, your team knows. No more Monday surprises.',
  },
];

/** A picture of what the product does; says nothing that the words beside it do not. */
function Preview() {
  return (
    <svg className="preview" viewBox="0 0 420 300" aria-hidden="true" focusable="false">
      <rect className="preview-card" x="0.5" y="0.5" width="419" height="299" rx="14" />
      <rect className="preview-faint" x="24" y="26" width="96" height="10" rx="5" />
      <rect className="preview-strong" x="24" y="48" width="150" height="20" rx="6" />
      <rect className="preview-pill" x="318" y="26" width="78" height="24" rx="12" />
      {[0, 1, 2, 3].map((line) => (
        <line
          key={line}
          className="preview-line"
          x1="24"
          x2="396"
          y1={112 + line * 42}
          y2={112 + line * 42}
        />
      ))}
      {[46, 66, 58, 88, 76, 112, 98, 130].map((height, index) => (
        <rect
          key={height}
          className={index === 7 ? 'preview-bar-now' : 'preview-bar'}
          x={34 + index * 46}
          y={240 - height}
          width="26"
          height={height}
          rx="5"
        />
      ))}
      <path
        className="preview-curve"
        d="M47 176 L93 160 L139 168 L185 132 L231 142 L277 110 L323 122 L369 92"
      />
      <rect className="preview-faint" x="24" y="264" width="60" height="8" rx="4" />
      <rect className="preview-faint" x="336" y="264" width="60" height="8" rx="4" />
    </svg>
  );
}

export function LandingPage() {
  const { session } = useServices();
  const logIn = (
    <button
      type="button"
      className="button button-primary button-large"
      onClick={() => void session.signIn()}
    >
      Log in
    </button>
  );
  return (
    <div className="landing">
      <header className="landing-head">
        <span className="brand">
          <Logo />
          MarketEdge
        </span>
      </header>
      <main id="content">
        <section className="hero">
          <div className="hero-words">
            <Page
              title="Know your market before it moves"
              tabTitle="Competitor and price intelligence"
              intro="MarketEdge watches the competitors and prices around your hotels, cinemas, gyms and shops, so that your team decides on facts."
            />
            {logIn}
            <p className="hero-note">For invited organisations. Your administrator gives you access.</p>
          </div>
          <Preview />
        </section>
        <ul className="points">
          {POINTS.map((point) => (
            <li key={point.title}>
              <span className="point-icon">
                <NamedIcon name={point.icon} />
              </span>
              <h2>{point.title}</h2>
              <p>{point.text}</p>
            </li>
          ))}
        </ul>
      </main>
    </div>
  );
}
