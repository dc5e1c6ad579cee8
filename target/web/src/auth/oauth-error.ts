/** The OAuth error code of something the SDK threw, if it is one. */
export function oauthErrorOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('error' in error)) return undefined;
  return typeof error.error === 'string' ? error.error : undefined;
}
