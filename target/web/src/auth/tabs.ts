/** Tells the other tabs of this browser that the session they show is over. */

export type TabMessage = 'logged-out' | 'session-changed';

// One channel for sending and listening: a channel does not hear itself, but would hear a second one of this tab.
const channel = new BroadcastChannel('marketedge-session');

/** Sends a message to every other tab. It says that something happened, never to whom. */
export function tellOtherTabs(message: TabMessage): void {
  channel.postMessage(message);
}

/** Calls back on each message of another tab. */
export function listenToOtherTabs(onMessage: (message: TabMessage) => void): void {
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === 'logged-out' || data === 'session-changed') onMessage(data);
  });
}
