/** The API client: one identity's credentials, as its browser was seen to use them. */
import type { OperationPolicy } from '../../policy/types.ts';
import type { SentRequest } from '../model.ts';
import { Blocked } from '../record/problem.ts';
import type { Shape } from './malformations.ts';
import { type Binding, fillBody, fillPath } from './templates.ts';
import { type EventStream, openStream } from './stream.ts';
import { type Answer, type Request, send } from './transport.ts';

export interface Call {
  answer: Answer;
  /** What was sent, for a finding. */
  request: SentRequest;
  /** Path and body as sent: what an answer may echo without telling anything. */
  sent: string;
}

/** There was no answer: refused, reset, or not in time. */
export class NoAnswer extends Blocked {}

/** Is told of every answer. */
export type Observer = (call: Call) => void;

/** A request to send; of a shape, with headers that may come more than once. */
export type ToSend = Omit<Shape, 'headers'> & { headers: NonNullable<Request['headers']> };

export interface SendOptions {
  /** Take the head of a success and close: for streams that do not end. */
  headOnly?: boolean;
  /** A 429 is the answer, and is not waited out. */
  throttled?: boolean;
  /** Milliseconds to wait for the answer, where not as long as usual. */
  timeout?: number;
}

const THROTTLE_TRIES = 5;
const THROTTLE_LIMIT_SECONDS = 30;
const MULTIPART_BOUNDARY = 'bulkhead-5f1b0c';

/** The head and body of a valid request for an operation. */
export function validShape(
  operation: OperationPolicy,
  binding: Binding,
  lookUp: (placeholder: string) => string | undefined,
): Shape {
  const query = operation.query
    ? `?${new URLSearchParams(Object.entries(operation.query).map(([k, v]): [string, string] => [k, String(v)])).toString()}`
    : '';
  const path = fillPath(operation.path, binding) + query;
  if (operation.form) {
    const { field, fileName, contentType, content } = operation.form;
    return {
      path,
      headers: { 'content-type': `multipart/form-data; boundary=${MULTIPART_BOUNDARY}` },
      body: [
        `--${MULTIPART_BOUNDARY}`,
        `content-disposition: form-data; name="${field}"; filename="${fileName.replace(/["\\]/g, '\\$&')}"`,
        `content-type: ${contentType}`,
        '',
        content,
        `--${MULTIPART_BOUNDARY}--`,
        '',
      ].join('\r\n'),
    };
  }
  if (operation.body) {
    return {
      path,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fillBody(operation.body, lookUp)),
    };
  }
  return { path, headers: {} };
}

export class ApiClient {
  readonly #origin: string;
  readonly #credentials: Readonly<Record<string, string>>;
  readonly #observe: Observer | undefined;

  /**
   * @param origin of the API
   * @param credentials headers that carry the identity; empty for nobody
   * @param observe is told of every answer: the sensors, which watch each identity's answers
   */
  constructor(origin: string, credentials: Readonly<Record<string, string>>, observe?: Observer) {
    this.#origin = origin;
    this.#credentials = credentials;
    this.#observe = observe;
  }

  /** The headers that carry the identity, as they are written on a bare connection; for nothing that is kept. */
  written(): string {
    return Object.entries(this.#credentials)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
  }

  /** Opens an event stream. Throws Blocked when there is no answer. */
  async open(path: string, headers: Readonly<Record<string, string>> = {}): Promise<EventStream> {
    return openStream(this.#origin, path, { ...headers, ...this.#credentials }).catch((error: Error) => {
      throw new Blocked(`the API gave no answer to GET ${path}: ${error.message}`);
    });
  }

  /**
   * Sends one request. A 429 is waited out as `Retry-After` says.
   *
   * @throws NoAnswer when there is none; Blocked when throttling does not end
   */
  async send(method: string, shape: ToSend, options: SendOptions = {}): Promise<Call> {
    const body = shape.bytes ?? shape.body;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await send({
        method,
        origin: this.#origin,
        path: shape.path,
        headers: { accept: '*/*', ...shape.headers, ...this.#credentials },
        ...(body === undefined ? {} : { body }),
        ...(options.headOnly === undefined ? {} : { headOnly: options.headOnly }),
        ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
      }).catch((error: Error) => {
        throw new NoAnswer(
          `the API gave no answer to ${method} ${shape.path.slice(0, 200)}: ${error.message}`,
        );
      });
      if (answer.status !== 429 || options.throttled) {
        const call: Call = {
          answer,
          request: { method, path: shape.path.slice(0, 500) },
          sent: `${shape.path}\n${body?.toString() ?? ''}`,
        };
        this.#observe?.(call);
        return call;
      }
      const seconds = Math.min(Number(answer.headers['retry-after']) || 1, THROTTLE_LIMIT_SECONDS);
      if (attempt === THROTTLE_TRIES)
        throw new Blocked(`the API kept answering 429 to ${method} ${shape.path}`);
      await new Promise((resume) => setTimeout(resume, seconds * 1000));
    }
  }
}
