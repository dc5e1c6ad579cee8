/** Looks at the deployment before the suite starts: is anybody there, and ready? */
import type { Settings } from '../config/settings.ts';
import { send } from '../probe/transport.ts';

const TIMEOUT_MS = 8_000;

interface Service {
  variable: string;
  origin: string;
  path: string;
}

/** One sentence for each service that gives no answer or says that it cannot serve, naming its variable; empty when all are well. */
export async function notServing(settings: Settings): Promise<string[]> {
  const services: Service[] = [
    { variable: 'APP_URL', origin: settings.appUrl, path: '/' },
    { variable: 'API_URL', origin: settings.apiUrl, path: settings.policy.documents.ready ?? '/' },
    { variable: 'AUTH0_DOMAIN', origin: settings.auth0Url, path: '/.well-known/openid-configuration' },
  ];
  const answers = await Promise.all(
    services.map(async ({ variable, origin, path }) => {
      try {
        const { status } = await send({ method: 'GET', origin, path, timeout: TIMEOUT_MS });
        return status >= 500 ? [`${variable} ${origin} is not ready: ${path} answered ${status}`] : [];
      } catch (error) {
        const cause = (error as Error).message.split(': ').slice(1).join(': ');
        return [`${variable} ${origin} cannot be reached: ${cause || 'no answer'}`];
      }
    }),
  );
  return answers.flat();
}

/** One sentence for each browser that was asked for and is not there. */
export function missingBrowsers(settings: Settings): string[] {
  return settings.browsers.flatMap((browser) => {
    const found = settings.found[browser];
    return found && !found.available
      ? [`the browser ${browser} was asked for and is not installed: ${found.reason ?? 'no reason given'}`]
      : [];
  });
}
