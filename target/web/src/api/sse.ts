/**
 * Parser of an event stream, after "Server-sent events" of the HTML standard. The browser's own EventSource cannot
 * send an Authorization header, and a token does not belong in an address.
 */

export interface ServerEvent {
  /** Last id seen on the stream, '' before the first. */
  id: string;
  event: string;
  data: string;
}

export class EventStreamParser {
  #buffer = '';
  #id = '';
  #event = '';
  #data: string[] = [];
  #afterCarriageReturn = false;

  /** @param lastEventId - the id that an earlier connection ended with */
  constructor(lastEventId = '') {
    this.#id = lastEventId;
  }

  /** The id to send as Last-Event-ID when the stream is opened again. */
  get lastEventId(): string {
    return this.#id;
  }

  /**
   * Takes the next piece of the stream, split anywhere.
   * @returns the events that it completed
   */
  push(chunk: string): ServerEvent[] {
    let text = chunk;
    // A line end of two characters may be split between two pieces.
    if (this.#afterCarriageReturn && text.startsWith('\n')) text = text.slice(1);
    if (chunk !== '') this.#afterCarriageReturn = chunk.endsWith('\r');
    this.#buffer += text;

    const lines = this.#buffer.split(/\r\n|\n|\r/);
    this.#buffer = lines.pop() ?? '';
    return lines.flatMap((line) => this.#line(line) ?? []);
  }

  #line(line: string): ServerEvent | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    return undefined;
  }

  #dispatch(): ServerEvent | undefined {
    const event =
      this.#data.length > 0
        ? { id: this.#id, event: this.#event || 'message', data: this.#data.join('\n') }
        : undefined;
    this.#data = [];
    this.#event = '';
    return event;
  }
}
