/**
 * A TCP wire before a service that can be disturbed: cut, refused, slowed down, silenced, or broken off in the middle of
 * an answer. It knows nothing of what it carries.
 */
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

export type Fault =
  | { name: 'pass' | 'cut' | 'refuse' | 'stall' }
  /** Every chunk arrives so many milliseconds later. */
  | { name: 'slow'; ms: number }
  /** So many answers of the service pass; the next one breaks off in its middle, and everything is cut. */
  | { name: 'cut-after'; answers: number };

const LOOPBACK = '127.0.0.1';

/** A chunk on its way, or held back. */
interface Held {
  deliver: () => void;
  timer: NodeJS.Timeout | undefined;
}

/** One connection through the wire; ends on both sides when it ends on one. */
class Link {
  readonly client: Socket;
  readonly service: Socket;
  /** In order. */
  readonly #held: Held[] = [];

  constructor(client: Socket, service: Socket, ended: () => void) {
    this.client = client;
    this.service = service;
    for (const socket of [client, service]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.destroy());
      socket.on('close', () => {
        this.destroy();
        ended();
      });
    }
  }

  /** Delivers a chunk now, later, or when the wire is released. */
  carry(to: Socket, chunk: Buffer, after: number | 'hold' | 'now'): void {
    const deliver = (): void => void to.write(chunk);
    if (after === 'now') return deliver();
    const entry: Held = {
      deliver,
      timer: after === 'hold' ? undefined : setTimeout(() => this.#arrive(entry), after),
    };
    this.#held.push(entry);
  }

  #arrive(entry: Held): void {
    this.#held.splice(this.#held.indexOf(entry), 1);
    entry.deliver();
  }

  /** Delivers what is held back, as a network does that was only away. */
  release(): void {
    for (const { deliver, timer } of this.#held.splice(0)) {
      clearTimeout(timer);
      deliver();
    }
  }

  destroy(): void {
    for (const { timer } of this.#held.splice(0)) clearTimeout(timer);
    this.client.destroy();
    this.service.destroy();
  }
}

export class FaultWire {
  readonly #host: string;
  readonly #servicePort: number;
  readonly #links = new Set<Link>();
  #server: Server | undefined;
  #fault: Fault = { name: 'pass' };
  #port = 0;
  #answers = 0;
  #broken = false;

  constructor(host: string, servicePort: number) {
    this.#host = host;
    this.#servicePort = servicePort;
  }

  /** Port to connect to instead of the service's own. */
  get port(): number {
    return this.#port;
  }

  get fault(): Fault {
    return this.#fault;
  }

  /** Answers of the service that have passed since the fault was set. */
  get answers(): number {
    return this.#answers;
  }

  /** Whether an answer was broken off since the fault was set. */
  get broken(): boolean {
    return this.#broken;
  }

  /** @param port to listen on */
  async listen(port: number): Promise<void> {
    const server = createServer((client) => this.#accept(client));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, LOOPBACK, resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.endAll();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Resolves when the fault is in force. */
  async set(fault: Fault): Promise<void> {
    this.#fault = fault;
    this.#answers = 0;
    this.#broken = false;
    if (fault.name === 'refuse') return this.#close();
    if (!this.#server) await this.listen(this.#port);
    if (fault.name === 'cut') this.endAll();
    else if (fault.name !== 'stall') for (const link of this.#links) link.release();
  }

  /** Ends every connection; the fault stays what it is. */
  endAll(): void {
    for (const link of this.#links) link.destroy();
  }

  async stop(): Promise<void> {
    await this.#close();
  }

  #accept(client: Socket): void {
    if (this.#fault.name === 'cut') {
      client.on('error', () => undefined);
      client.destroy();
      return;
    }
    const service = connect({ host: this.#host, port: this.#servicePort });
    const link = new Link(client, service, () => this.#links.delete(link));
    this.#links.add(link);
    client.on('data', (chunk: Buffer) => link.carry(service, chunk, this.#delay()));
    service.on('data', (chunk: Buffer) => this.#answer(link, chunk));
  }

  #delay(): number | 'hold' | 'now' {
    if (this.#fault.name === 'stall') return 'hold';
    return this.#fault.name === 'slow' ? this.#fault.ms : 'now';
  }

  #answer(link: Link, chunk: Buffer): void {
    if (this.#fault.name !== 'cut-after' || this.#answers < this.#fault.answers) {
      this.#answers += 1;
      link.carry(link.client, chunk, this.#delay());
      return;
    }
    this.#fault = { name: 'cut' };
    this.#broken = true;
    const half = chunk.subarray(0, Math.floor(chunk.length / 2));
    link.client.write(half, () => this.endAll());
  }
}
