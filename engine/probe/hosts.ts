/** The ways in which a request says what host it is for. Pure. */

/** A host that is nobody's. */
export const ELSEWHERE = 'elsewhere-a1b2c3.example';

/** Headers that are for proxies, and that anybody can send. */
const FORWARDED: Readonly<Record<string, string>> = {
  'x-forwarded-host': ELSEWHERE,
  'x-forwarded-proto': 'https',
  forwarded: `host=${ELSEWHERE};proto=https`,
  'x-original-host': ELSEWHERE,
  'x-host': ELSEWHERE,
  'x-forwarded-server': ELSEWHERE,
};

/** All that a proxy may say is sent at once, where each request has its price. */
export const HOSTS_AT_ONCE: readonly Readonly<Record<string, string>>[] = [{ host: ELSEWHERE }, FORWARDED];

/** One header at a time as well: what is said twice may be believed by nobody. */
export const HOSTS: readonly Readonly<Record<string, string>>[] = [
  ...HOSTS_AT_ONCE,
  ...Object.entries(FORWARDED)
    .filter(([, value]) => value.includes(ELSEWHERE))
    .map(([name, value]) => ({ [name]: value })),
];

/** Whether an answer names the host that the request made up, in its head or its body. */
export const namesElsewhere = (answer: {
  text: string;
  headers: Readonly<Record<string, string>>;
}): boolean => [answer.text, ...Object.values(answer.headers)].some((text) => text.includes(ELSEWHERE));
