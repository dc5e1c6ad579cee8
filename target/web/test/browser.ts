/** The little of a browser that the session needs, for tests in Node. Import it before anything of `src`. */

/** What was sent to other tabs, and where the page was sent. */
export const seen = { messages: [] as unknown[], replaced: [] as string[], assigned: [] as string[] };

class QuietChannel extends EventTarget {
  postMessage(message: unknown): void {
    seen.messages.push(message);
  }
}

const location = {
  origin: 'http://localhost:4173',
  pathname: '/competitors',
  search: '?page=2',
  hash: '',
  replace: (url: string) => seen.replaced.push(url),
  assign: (url: string) => seen.assigned.push(url),
};

Object.assign(globalThis, { BroadcastChannel: QuietChannel, window: { location } });

export function forget(): void {
  seen.messages.length = 0;
  seen.replaced.length = 0;
  seen.assigned.length = 0;
}
