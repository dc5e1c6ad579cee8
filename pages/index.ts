/** The applications that Bulkhead can drive, by the name that a policy gives. */
import type { ApplicationFactory } from './contract.ts';
import { MarketEdge } from './marketedge/application.ts';

export type { Application, ApplicationFactory } from './contract.ts';
export { type LoginOutcome, type Person, signIn } from './auth0/sign-in.ts';
export { UniversalLogin } from './auth0/universal-login.ts';

export const applications: Readonly<Record<string, ApplicationFactory>> = {
  marketedge: (page) => new MarketEdge(page),
};
