/** The live stream of alerts: opened with the token in a header, and opened again when it breaks. */
import { useEffect, useEffectEvent, useState } from 'react';
import { useServices } from '../app/context.tsx';
import { LeavingError } from '../auth/session.ts';
import type { ApiClient } from './client.ts';
import { isCode } from './errors.ts';
import { EventStreamParser, type ServerEvent } from './sse.ts';

export type StreamStatus = 'connecting' | 'live' | 'reconnecting' | 'off';

const SHORTEST_PAUSE = 1000;
const LONGEST_PAUSE = 15_000;

interface Follower {
  onEvent: (event: ServerEvent) => void;
  onStatus: (status: StreamStatus) => void;
  signal: AbortSignal;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** Reads one connection to its end. */
async function readOnce(
  api: ApiClient,
  path: string,
  parser: EventStreamParser,
  follower: Follower,
): Promise<void> {
  const { lastEventId } = parser;
  const response = await api.send('GET', path, {
    headers: { Accept: 'text/event-stream', ...(lastEventId ? { 'Last-Event-ID': lastEventId } : {}) },
    signal: follower.signal,
  });
  if (!response.body) return;
  follower.onStatus('live');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || follower.signal.aborted) return;
    parser.push(value).forEach(follower.onEvent);
  }
}

/**
 * Follows a stream until the signal is aborted, the session ends, or the API refuses it. Between attempts it waits
 * 1 s, 2 s, 4 s … up to 15 s, and asks for what it missed.
 */
export async function followStream(api: ApiClient, path: string, follower: Follower): Promise<void> {
  let lastEventId = '';
  let wait = SHORTEST_PAUSE;
  while (!follower.signal.aborted) {
    const parser = new EventStreamParser(lastEventId);
    const openedAt = Date.now();
    try {
      await readOnce(api, path, parser, follower);
    } catch (error) {
      if (error instanceof LeavingError || follower.signal.aborted) return;
      if (isCode(error, 'forbidden')) {
        follower.onStatus('off');
        return;
      }
    }
    lastEventId = parser.lastEventId;
    if (follower.signal.aborted) return;
    follower.onStatus('reconnecting');
    wait = Date.now() - openedAt > LONGEST_PAUSE ? SHORTEST_PAUSE : Math.min(wait * 2, LONGEST_PAUSE);
    await pause(wait / 2, follower.signal);
  }
}

/** Follows a stream while the component is there; answers how it is doing. */
export function useStream(path: string, onEvent: (event: ServerEvent) => void): StreamStatus {
  const { api, session } = useServices();
  const [status, setStatus] = useState<StreamStatus>('connecting');
  const handle = useEffectEvent(onEvent);
  useEffect(() => {
    const leaving = new AbortController();
    const signal = AbortSignal.any([leaving.signal, session.signal]);
    void followStream(api, path, {
      signal,
      onEvent: (event) => {
        if (!signal.aborted) handle(event);
      },
      onStatus: (next) => {
        if (!signal.aborted) setStatus(next);
      },
    });
    return () => leaving.abort();
  }, [api, session, path]);
  return status;
}
