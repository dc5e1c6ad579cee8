/** Checks what is answered to bytes that no client would write. */
import { errorProblems } from '../oracle/denied.ts';
import type { ConnectionCell } from '../plan/disclosure.ts';
import type { Call } from '../probe/client.ts';
import { speak } from '../probe/raw.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { toldProblems } from './malformed.ts';
import type { World } from './world.ts';

/** What a server says of a protocol that it does not speak (RFC 9110, 15.6.2 and 15.6.6); no failure of its own. */
const UNSPOKEN = [501, 505];

function write(world: World, text: string) {
  const path = world.policy.documents.openapi ?? world.policy.documents.ready ?? '/';
  const filled = text.replaceAll('{{host}}', new URL(world.apiUrl).host).replaceAll('{{path}}', path);
  return speak(world.apiUrl, Buffer.from(filled, 'latin1')).catch((error: Error) => {
    throw new Blocked(`the API takes no connection: ${error.message}`);
  });
}

/** Refused by the contract, or cut off without a word, after a plain request on a connection of its own was answered. */
export async function connectionRefused(world: World, { connection }: ConnectionCell): Promise<Problem[]> {
  const entry = world.policy.corpus.connections[connection];
  if (!entry) throw new Blocked(`the corpus has no connection "${connection}"`);
  const plain = 'GET {{path}} HTTP/1.1\r\nHost: {{host}}\r\nConnection: close\r\n\r\n';
  const [control, answer] = await Promise.all([write(world, plain), write(world, entry.text)]);
  if (!control)
    throw new Blocked('a plain request on a bare connection was not answered: silence would prove nothing');
  if (!answer) return [];
  const [line = ''] = entry.text.split('\r\n');
  const [method = '', path = ''] = line.split(' ');
  const call: Call = {
    answer,
    request: { method: method.slice(0, 20), path: `${path} (${connection})` },
    sent: entry.text,
  };
  if (answer.status >= 400)
    return errorProblems(call, world.policy.errors).filter(
      ({ rule }) => rule !== 'server-error' || !UNSPOKEN.includes(answer.status),
    );
  if (entry.expect === 'either') return toldProblems(call);
  return [
    {
      rule: 'malformed-accepted',
      request: call.request,
      expected: `a refusal of ${connection}`,
      seen: `status ${answer.status}`,
    },
  ];
}
