/** What every component may use: the API, the session, and (inside the app's pages) who is signed in. */
import { createContext, use } from 'react';
import type { ApiClient } from '../api/client.ts';
import type { Me } from '../api/types.ts';
import type { Session } from '../auth/session.ts';

export interface Services {
  api: ApiClient;
  session: Session;
}

export const ServicesContext = createContext<Services | undefined>(undefined);
export const MeContext = createContext<Me | undefined>(undefined);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (!services) throw new Error('Services are missing around this component.');
  return services;
}

/** Who is signed in, as the API says. Only inside pages that wait for it. */
export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error('Nobody is known to be signed in around this component.');
  return me;
}
