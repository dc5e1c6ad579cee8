/** The checks of what a browser is told to keep out: injected scripts, foreign frames, and pages of other origins. */
import type { Cell } from '../model.ts';
import { ORIGIN_SPELLINGS, type OriginSpelling } from '../probe/addresses.ts';
import { group, single } from './cells.ts';

export type InjectionCell = Cell & { injection: Injection };
export type FrameCell = Cell & { framed: Framed };
export type CrossOriginCell = Cell & { asks: CrossOriginAsk };
export type OriginCell = Cell & { spelling: OriginSpelling };

const INJECTED = {
  inline: 'an inline script',
  handler: 'an event handler in the markup',
  eval: 'a text that is made a function',
  external: 'a script of another origin',
  data: 'a script in a data: address',
  link: 'a javascript: link',
  base: 'a base for all relative addresses',
} as const;
export type Injection = keyof typeof INJECTED;

const FRAMED = {
  start: 'its first page',
  page: 'a page behind the login',
  login: 'the login page',
} as const;
export type Framed = keyof typeof FRAMED;

const ASKS = {
  plain: 'a plain request',
  credentials: 'a request with cookies',
  authorization: 'a request with an Authorization header',
  write: 'a request that writes JSON',
  sandbox: 'a request from a sandbox without an origin',
  token: 'a request for tokens',
} as const;
export type CrossOriginAsk = keyof typeof ASKS;

const keysOf = <K extends string>(named: Readonly<Record<K, string>>): K[] => Object.keys(named) as K[];

export function hygieneChecks() {
  return {
    injections: group<InjectionCell>(
      {
        title: 'The Content-Security-Policy keeps injected scripts from running',
        gate: 'session',
        rule: 'injected-script-runs',
        feature: 'browser',
      },
      keysOf(INJECTED).map((injection) => ({
        id: `session/injection/${injection}`,
        title: `on a page of a signed-in person this does not run: ${INJECTED[injection]}`,
        injection,
      })),
    ),
    frames: group<FrameCell>(
      {
        title: 'No page of another origin frames the application or its login',
        gate: 'session',
        rule: 'page-framed',
        feature: 'browser',
      },
      keysOf(FRAMED).map((framed) => ({
        id: `session/framing/${framed}`,
        title: `a frame of a stranger stays empty: ${FRAMED[framed]}`,
        framed,
      })),
    ),
    crossOrigin: group<CrossOriginCell>(
      {
        title: 'No page of another origin reads what the API answers',
        gate: 'session',
        rule: 'cross-origin-read',
        feature: 'browser',
      },
      keysOf(ASKS).map((asks) => ({
        id: `session/cross-origin/${asks}`,
        title: `a page of another origin reads nothing by ${ASKS[asks]}`,
        asks,
      })),
    ),
    webMessage: single(
      'session',
      'code-misused',
      'sign-in',
      'web-message',
      'What a window of the identity provider tells of a silent sign-in, it tells the application alone',
    ),
    origins: group<OriginCell>(
      {
        title: 'The API shares its answers with the origin of the application alone',
        gate: 'session',
        rule: 'cross-origin-read',
        feature: 'API',
      },
      ORIGIN_SPELLINGS.map((spelling) => ({
        id: `session/origin/${spelling}`,
        title: `an answer is not shared with another origin: ${spelling}`,
        spelling,
      })),
    ),
    originsAtProvider: group<OriginCell>(
      {
        title: 'The identity provider shares its answers with the origin of the application alone',
        gate: 'session',
        rule: 'cross-origin-read',
        feature: 'identity provider',
      },
      ORIGIN_SPELLINGS.map((spelling) => ({
        id: `session/origin-at-provider/${spelling}`,
        title: `no token and no profile is shared with another origin: ${spelling}`,
        spelling,
      })),
    ),
  };
}
