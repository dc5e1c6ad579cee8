/** Checks what is answered to bytes that no client would write. */
import type { Corpus } from '../../policy/types.ts';
import { errorProblems } from '../oracle/denied.ts';
import { misreadOf } from '../oracle/framing.ts';
import type { OperationCell } from '../plan/cells.ts';
import type { ConnectionCell } from '../plan/disclosure.ts';
import { madeBy } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { type Heard, speak } from '../probe/raw.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { holding, wordsOf } from '../kinds/effect.ts';
import { barenessProblems, ordinaryPath, toldProblems, unmake } from './malformed.ts';
import { oncePerWorld } from './once-per-world.ts';
import type { World } from './world.ts';

/** One framing at an operation that makes something, whose tenant is that of its actor. */
export type FramingCell = OperationCell & { connection: string; tenant: string };

/** What a server says of a protocol that it does not speak (RFC 9110, 15.6.2 and 15.6.6); no failure of its own. */
const UNSPOKEN = [501, 505];

/** Says on a bare connection what a text stands for. */
function write(world: World, text: string): Promise<Heard> {
  const filled = text
    .replaceAll('{{host}}', new URL(world.apiUrl).host)
    .replaceAll('{{path}}', ordinaryPath(world));
  return speak(world.apiUrl, Buffer.from(filled, 'latin1')).catch((error: Error) => {
    throw new Blocked(`the API takes no connection: ${error.message}`);
  });
}

/** What is wrong with an error, but for what a server says of a protocol that it does not speak. */
const refusalProblems = (world: World, call: Call): Problem[] =>
  errorProblems(call, world.policy.errors).filter(
    ({ rule }) => rule !== 'server-error' || !UNSPOKEN.includes(call.answer.status),
  );

const silent = ({ answers, closed }: Heard): boolean => answers.length === 0 && !closed;

function entryOf(world: World, connection: string): Corpus['connections'][string] {
  const entry = world.policy.corpus.connections[connection];
  if (!entry) throw new Blocked(`the corpus has no connection "${connection}"`);
  return entry;
}

/** Refused by the contract, or cut off without a word, after a plain request on a connection of its own was answered. */
export async function connectionRefused(world: World, { connection }: ConnectionCell): Promise<Problem[]> {
  const entry = entryOf(world, connection);
  const plain = 'GET {{path}} HTTP/1.1\r\nHost: {{host}}\r\nConnection: close\r\n\r\n';
  const [control, heard] = await Promise.all([write(world, plain), write(world, entry.text)]);
  if (control.answers.length === 0)
    throw new Blocked('a plain request on a bare connection was not answered: silence would prove nothing');
  if (silent(heard)) throw new Blocked(`the API neither answered ${connection} nor ended the connection`);
  const [answer] = heard.answers;
  if (!answer) return [];
  const [line = ''] = entry.text.split('\r\n');
  const [method = '', path = ''] = line.split(' ');
  const call: Call = {
    answer,
    request: { method: method.slice(0, 20), path: `${path} (${connection})` },
    sent: entry.text,
  };
  if (answer.status >= 400)
    return [...refusalProblems(world, call), ...barenessProblems(call, control.answers)];
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

/** A request that makes something, for a bare connection. */
interface Writing {
  text: string;
  /** As a finding and the workshop know it; the answer is to come. */
  call: Omit<Call, 'answer'>;
  word: string;
}

/** Fills in who asks, for what, and with which body. The credentials are in the text alone, which nothing keeps. */
async function writing(world: World, cell: OperationCell, name: string, text: string): Promise<Writing> {
  const operation = world.operation(cell.operation);
  const { path, body = '' } = world.shape(operation, {}, cell.tenant);
  // Within Latin-1, in which a corpus is written.
  const plain = body.replace(
    /[^\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const chunk = `${plain.length.toString(16)}\r\n${plain}\r\n`;
  const values = {
    write: path,
    credentials: (await world.clientOf(cell.actor)).written(),
    body: plain,
    length: String(plain.length),
    chunk,
  };
  const filled = Object.entries(values).reduce(
    (sofar, [key, value]) => sofar.replaceAll(`{{${key}}}`, () => value),
    text,
  );
  const request = { method: operation.method, path: `${path} (${name})` };
  const call = { request, sent: `${path}\n${plain}` };
  const [word] = wordsOf(world, call);
  if (word === undefined)
    throw new Blocked(`the body of ${cell.operation} has no mark by which its effect shows`);
  return { text: filled, call, word };
}

const HEAD =
  'POST {{write}} HTTP/1.1\r\nHost: {{host}}\r\n{{credentials}}Content-Type: application/json\r\nConnection: close\r\n';
/** The same request with nothing odd about it, in either way to say where a body ends. */
const WELL_FRAMED = {
  length: `${HEAD}Content-Length: {{length}}\r\n\r\n{{body}}`,
  chunks: `${HEAD}Transfer-Encoding: chunked\r\n\r\n{{chunk}}0\r\n\r\n`,
} as const;

/** The controls, by the way in which the end of the body is told. */
const accepted = oncePerWorld<void>();

async function accepts(world: World, cell: OperationCell, way: keyof typeof WELL_FRAMED): Promise<void> {
  const { text, call } = await writing(world, cell, way, WELL_FRAMED[way]);
  const { answers } = await write(world, text);
  const [answer] = answers;
  if (!answer || answer.status >= 300)
    throw new Blocked(
      `${cell.operation} with its body told by ${way} was ${answer ? `answered ${answer.status}` : 'not answered'} on a bare connection: a refusal of anything odd proves nothing`,
    );
  await unmake(world, cell, { ...call, answer }, {});
}

/**
 * A request whose end can be seen in two places is refused or cut off, is not answered twice, and makes nothing: at an
 * operation that takes the same request, by the same person, when it is framed well.
 */
export async function framingRefused(world: World, cell: FramingCell): Promise<Problem[]> {
  const { connection } = cell;
  const entry = entryOf(world, connection);
  if (cell.operation === '')
    throw new Blocked(
      'the policy has no operation with a body that makes something which is marked and removed again',
    );
  const way = /transfer-encoding/i.test(entry.text) ? 'chunks' : 'length';
  await accepted(world, way, () => accepts(world, cell, way));
  const { text, call, word } = await writing(world, cell, connection, entry.text);
  const heard = await write(world, text);
  const [answer] = heard.answers;
  const resource = madeBy(world.policy, cell.operation) ?? '';
  const made = (await holding(world, resource, cell.tenant, word)) > 0;
  const misread = misreadOf(heard, made);
  if (answer) await unmake(world, cell, { ...call, answer }, {});
  if (misread !== undefined && entry.expect === 'refused')
    return [
      {
        rule: 'malformed-accepted',
        request: call.request,
        expected: `a refusal of ${connection}`,
        seen: misread,
      },
    ];
  if (silent(heard)) throw new Blocked(`the API neither answered ${connection} nor ended the connection`);
  if (!answer) return [];
  return answer.status >= 400
    ? refusalProblems(world, { ...call, answer })
    : toldProblems({ ...call, answer });
}
