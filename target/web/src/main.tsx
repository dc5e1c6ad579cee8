/** Starts the app: configuration, session, the return from the identity provider if this is one, then the pages. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot, type Root } from 'react-dom/client';
import { ApiClient } from './api/client.ts';
import { App } from './app/app.tsx';
import { Boundary } from './app/boundary.tsx';
import { ServicesContext } from './app/context.tsx';
import { CALLBACK_PATH, completeSignIn } from './auth/callback.ts';
import { createAuthClient } from './auth/client.ts';
import { loadConfig } from './auth/config.ts';
import { Session } from './auth/session.ts';
import { StartFailed } from './pages/start-failed.tsx';
import './styles/index.css';

// A page that the browser kept whole while it was away (back/forward cache) shows a session that may be over.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) window.location.reload();
});

function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Requests go out even if the browser believes to be offline: a failure can be shown, a pause cannot.
      queries: { retry: false, refetchOnWindowFocus: false, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

async function start(root: Root): Promise<void> {
  const config = await loadConfig();
  const client = createAuthClient(config);
  const returning =
    window.location.pathname === CALLBACK_PATH && /[?&](state|code|error)=/.test(location.search);
  const failure = returning ? await completeSignIn(client) : undefined;

  const session = new Session(client, config);
  const api = new ApiClient(session);
  const queries = newQueryClient();
  session.onClear(() => {
    void queries.cancelQueries();
    queries.clear();
  });

  root.render(
    <ServicesContext value={{ api, session }}>
      <QueryClientProvider client={queries}>
        <Boundary fallback={<StartFailed />}>
          <App failure={failure} />
        </Boundary>
      </QueryClientProvider>
    </ServicesContext>,
  );
}

const element = document.getElementById('root');
if (!element) throw new Error('The page has no place for the app.');
const root = createRoot(element);
start(root).catch(() => root.render(<StartFailed />));
