/**
 * What went wrong, in words for the person who sees it. Texts come from this catalogue alone; nothing that a server
 * wrote is shown, except the reference by which support finds the request.
 */

export interface ErrorText {
  title: string;
  detail: string;
}

const GENERAL = 'Something went wrong';

/** Every code of the API, and the app's own for what never reached it. */
export const ERROR_TEXTS = {
  unauthorized: { title: 'Your session has ended', detail: 'Sign in again to continue.' },
  token_outdated: {
    title: 'Your access has changed',
    detail: 'Log out and sign in again to continue with your new role.',
  },
  forbidden: {
    title: 'Access denied',
    detail: 'Your role does not allow this. Ask an administrator of your organisation.',
  },
  not_found: { title: 'Not found', detail: 'This does not exist, or it has been removed.' },
  method_not_allowed: { title: GENERAL, detail: 'This action is not available here.' },
  not_acceptable: {
    title: GENERAL,
    detail: 'The service cannot answer in a form that this page understands.',
  },
  conflict: {
    title: 'This conflicts with what is already there',
    detail: 'The name may be taken, or the item may be in use. Check your entries and try again.',
  },
  stale_version: {
    title: 'Somebody else has changed this meanwhile',
    detail: 'Your changes were not saved. Load the latest version, then enter them again.',
  },
  payload_too_large: { title: 'The file is too large', detail: 'Files may be up to 256 KB.' },
  unsupported_media_type: {
    title: 'This kind of file is not accepted',
    detail: 'Choose a text, CSV, PDF or PNG file.',
  },
  validation_failed: {
    title: 'Some entries were not accepted',
    detail: 'Check the form and try again. What you typed is still there.',
  },
  rate_limited: { title: 'Too many requests', detail: 'Wait a few seconds, then try again.' },
  internal: { title: GENERAL, detail: 'The service had a problem with this request. Try again.' },
  unavailable: {
    title: GENERAL,
    detail: 'The service is temporarily unavailable. Try again in a moment.',
  },
  network: { title: GENERAL, detail: 'We cannot reach the service. Check your connection and try again.' },
  identity_unavailable: {
    title: GENERAL,
    detail: 'We cannot reach the sign-in service to renew your session. Try again in a moment.',
  },
  unexpected: { title: GENERAL, detail: 'The service gave an answer that this page does not understand.' },
} as const satisfies Record<string, ErrorText>;

export type ErrorCode = keyof typeof ERROR_TEXTS;

/** A request that failed. Its message is the code: it carries no text of the server and no data. */
export class ApiError extends Error {
  override name = 'ApiError';

  constructor(
    readonly code: ErrorCode,
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    /** The request's correlation id, if it looks like one. */
    readonly reference?: string,
  ) {
    super(code);
  }
}

const REFERENCE = /^[A-Za-z0-9_-]{1,64}$/;

/** Codes for an answer whose body does not say one, e.g. from a proxy in between. */
const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'validation_failed',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  409: 'conflict',
  412: 'stale_version',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  500: 'internal',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_TEXTS, value);
}

/**
 * The error for a failed answer.
 * @param problem - its parsed body (RFC 9457 problem details with `code` and `correlationId`), or anything else
 */
export function errorOf(status: number, problem: unknown): ApiError {
  const body = typeof problem === 'object' && problem !== null ? (problem as Record<string, unknown>) : {};
  const code = isErrorCode(body.code) ? body.code : (BY_STATUS[status] ?? 'unexpected');
  const { correlationId } = body;
  const reference =
    typeof correlationId === 'string' && REFERENCE.test(correlationId) ? correlationId : undefined;
  return new ApiError(code, status, reference);
}

/** The words for an error; anything that is not an ApiError is an unexpected one. */
export function textOf(error: unknown): ErrorText {
  return ERROR_TEXTS[error instanceof ApiError ? error.code : 'unexpected'];
}

/** True for an error with that code. */
export function isCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof ApiError && error.code === code;
}
