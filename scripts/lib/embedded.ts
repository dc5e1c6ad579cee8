/** What a run is told that is to take place on the embedded application, whatever deployment the settings describe. */

/** Settings of a deployment: of no use to the embedded application, which has its own, or none. */
const OF_A_DEPLOYMENT =
  /^(?:APP_URL|API_URL|AUTH0_.*|AUDIT_DATABASE_.*|FAULT_PROXY_URL|POLICY|TENANCY|TLS_.*|TOKEN_SIGNING_KEY_FILE|USER_.*)$/;
/** Has the suite leave `.env` alone: what of it counts here is in the environment already. */
const EMBEDDED = { BULKHEAD_EMBEDDED: '1' };

/**
 * @param settings `.env` and the environment over it
 * @param own variables of the embedded application
 * @returns the whole environment of the suite
 */
export function embeddedEnvironment(
  settings: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const ofThisMachine = Object.entries(settings).filter(([name]) => !OF_A_DEPLOYMENT.test(name));
  return { ...Object.fromEntries(ofThisMachine), ...own, ...EMBEDDED };
}
