/**
 * One open event stream (WHATWG HTML, server-sent events). It lives no longer than what it stands on: the token, the
 * session, the membership and the role.
 */
import { PassThrough, type Readable } from 'node:stream';
import type { Admission } from '../auth/admission.ts';
import type { Member } from '../auth/principal.ts';
import { Problem } from '../errors.ts';
import type { AlertChannel, NumberedAlert } from './alert-channel.ts';
import type { SessionEvents } from './sessions.ts';

const HEARTBEAT = 15_000;
const MAX_BUFFERED = 256 * 1024;
const MAX_PER_PERSON = 20;

const open = new Map<string, number>();

function format({ sequence, alert }: NumberedAlert): string {
  return `id: ${sequence}\nevent: alert\ndata: ${JSON.stringify(alert)}\n\n`;
}

/**
 * Opens a stream.
 *
 * @param missed fetches what came after the event that the client saw last; called once listening has begun, so that
 *   nothing falls between the two
 * @throws Problem `rate_limited` when the person has too many streams open
 */
export async function openAlertStream(
  who: Member,
  { channel, sessions, admission }: { channel: AlertChannel; sessions: SessionEvents; admission: Admission },
  missed: () => Promise<NumberedAlert[]>,
): Promise<Readable> {
  const count = open.get(who.userId) ?? 0;
  if (count >= MAX_PER_PERSON) throw new Problem('rate_limited', { 'retry-after': '10' });
  open.set(who.userId, count + 1);

  const stream = new PassThrough();
  const waiting: NumberedAlert[] = [];
  // Numbers appear in their order, so what was replayed last stands for all before it. What is published after that need
  // not come in their order, and is sent whatever its number.
  let replayed = 0;

  const send = (event: NumberedAlert): void => {
    if (event.sequence <= replayed) return;
    // A client that does not read is let go; it comes back with the id of what it saw last.
    if (stream.writableLength > MAX_BUFFERED) stream.end();
    else stream.write(format(event));
  };
  let receive: (event: NumberedAlert) => void = (event) => waiting.push(event);

  const stops = [
    channel.subscribe(who.tenantId, (event) => receive(event)),
    sessions.listen((affected) => {
      if (affected({ userId: who.userId, tenantId: who.tenantId, sid: who.token.sid })) stream.end();
    }),
  ];
  const heartbeat = setInterval(() => {
    // Asked again, for what was changed elsewhere; no answer is no permission.
    admission.admit(who.token).then(
      () => stream.writable && stream.write(': still here\n\n'),
      () => stream.end(),
    );
  }, HEARTBEAT);
  const expiry = setTimeout(() => stream.end(), Math.max(0, who.token.expiresAt - Date.now()));
  stream.once('close', () => {
    clearInterval(heartbeat);
    clearTimeout(expiry);
    for (const stop of stops) stop();
    const left = (open.get(who.userId) ?? 1) - 1;
    if (left > 0) open.set(who.userId, left);
    else open.delete(who.userId);
  });
  stream.on('error', () => stream.destroy());

  stream.write('retry: 2000\n: open\n\n');
  try {
    const past = await missed();
    for (const event of past) send(event);
    replayed = past.at(-1)?.sequence ?? 0;
  } catch (error) {
    stream.destroy();
    throw error;
  }
  for (const event of waiting) send(event);
  receive = send;
  return stream;
}
