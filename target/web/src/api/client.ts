/**
 * The only module that talks to the API. Adds the access token, reads problem details, renews an outdated token
 * once, and ends the session when the API no longer accepts it. It writes nothing to the console.
 */
import { LeavingError, type Session } from '../auth/session.ts';
import { ApiError, errorOf } from './errors.ts';

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface RequestOptions {
  query?: Query;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as multipart form. */
  form?: FormData;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

export interface Versioned<T> {
  data: T;
  etag: string | null;
}

export class ApiClient {
  readonly #base: string;
  readonly #session: Session;
  #onAccessChange: () => void = () => undefined;

  constructor(session: Session) {
    this.#base = `${session.config.apiUrl.replace(/\/$/, '')}/api/v1`;
    this.#session = session;
  }

  /** Calls back when an answer shows that the person's role or place is no longer what it was. */
  onAccessChange(listener: () => void): void {
    this.#onAccessChange = listener;
  }

  /** The parsed JSON of an answer. */
  async json<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    return (await this.versioned<T>(method, path, options)).data;
  }

  /** The parsed JSON of an answer with its entity tag. */
  async versioned<T>(method: string, path: string, options: RequestOptions = {}): Promise<Versioned<T>> {
    const response = await this.send(method, path, options);
    const data = await this.#read(response, () => response.json() as Promise<T>);
    // All of them are objects; what waits for one would wait for ever.
    if (typeof data !== 'object' || data === null) throw new ApiError('unexpected', response.status);
    return { data, etag: response.headers.get('ETag') };
  }

  /** For answers without a body. */
  async done(method: string, path: string, options: RequestOptions = {}): Promise<void> {
    const response = await this.send(method, path, options);
    await response.body?.cancel();
  }

  /** The body of an answer as it is. */
  async blob(path: string, options: RequestOptions = {}): Promise<Blob> {
    const response = await this.send('GET', path, options);
    return this.#read(response, () => response.blob());
  }

  /** Tells the API that the session ends; used while the session is already being left. */
  async endSession(token: string): Promise<void> {
    await fetch(`${this.#base}/session/logout`, {
      ...SAFE,
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(5000),
    });
  }

  /**
   * Sends one request and answers its successful response.
   * @throws ApiError for every failed one; LeavingError when the session ended; AbortError when it was aborted
   */
  async send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
    const response = await this.#attempt(method, path, options, false);
    if (response.ok) return response;
    const error = await this.#errorOf(response);
    if (error.code === 'token_outdated') {
      const second = await this.#attempt(method, path, options, true);
      if (path !== '/me') this.#onAccessChange();
      if (second.ok) return second;
      throw await this.#failure(await this.#errorOf(second), path);
    }
    throw await this.#failure(error, path);
  }

  async #failure(error: ApiError, path: string): Promise<ApiError> {
    if (error.code === 'unauthorized') await this.#session.end();
    if (error.code === 'forbidden' && path !== '/me') this.#onAccessChange();
    return error;
  }

  async #attempt(
    method: string,
    path: string,
    options: RequestOptions,
    freshToken: boolean,
  ): Promise<Response> {
    const token = await this.#token(freshToken);
    const signals = [this.#session.signal, ...(options.signal ? [options.signal] : [])];
    const hasJson = options.json !== undefined;
    try {
      return await fetch(`${this.#base}${path}${queryString(options.query)}`, {
        ...SAFE,
        method,
        headers: {
          Accept: 'application/json',
          ...options.headers,
          ...(hasJson ? { 'Content-Type': 'application/json' } : {}),
          Authorization: `Bearer ${token}`,
        },
        body: hasJson ? JSON.stringify(options.json) : options.form,
        signal: AbortSignal.any(signals),
      });
    } catch (error) {
      throw this.#asNetworkError(error);
    }
  }

  async #token(fresh: boolean): Promise<string> {
    try {
      return await this.#session.token(fresh);
    } catch (error) {
      if (error instanceof LeavingError) throw error;
      throw new ApiError('identity_unavailable', 0);
    }
  }

  async #read<T>(response: Response, read: () => Promise<T>): Promise<T> {
    let value: T;
    try {
      value = await read();
    } catch (error) {
      if (error instanceof SyntaxError) throw new ApiError('unexpected', response.status);
      throw this.#asNetworkError(error);
    }
    // The answer may have arrived together with the end of the session it was asked for.
    if (this.#session.leaving) throw new LeavingError();
    return value;
  }

  async #errorOf(response: Response): Promise<ApiError> {
    const problem: unknown = await response.json().catch(() => undefined);
    return errorOf(response.status, problem);
  }

  #asNetworkError(error: unknown): Error {
    if (this.#session.leaving) return new LeavingError();
    if (error instanceof DOMException && error.name === 'AbortError') return error;
    return new ApiError('network', 0);
  }
}

/** No cookies, nothing stored, no redirects followed, no referrer. */
const SAFE: RequestInit = {
  credentials: 'omit',
  cache: 'no-store',
  redirect: 'error',
  referrerPolicy: 'no-referrer',
};

function queryString(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text ? `?${text}` : '';
}

/**
 * One segment of a path.
 * @throws ApiError not_found for anything that cannot be an id, so that no id leads to another path ("..")
 */
export function segment(id: string): string {
  if (!/^[A-Za-z0-9|_-]{1,128}$/.test(id)) throw new ApiError('not_found', 404);
  return encodeURIComponent(id);
}
