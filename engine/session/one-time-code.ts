/** Time-based one-time codes (RFC 6238: SHA-1, 6 digits, 30 s), as Auth0's authenticator factor uses them. */
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { generateSync } from 'otplib';

/** Milliseconds for which a code is the code of the moment. */
export const CODE_PERIOD_MS = 30_000;

/** Codes so many periods before and after are still taken for right by those who allow for wrong clocks. */
const NEAR = 3;

/** The code of a moment for a base32 secret; of this one when none is given. In milliseconds since 1970. */
export function oneTimeCode(secret: string, at = Date.now()): string {
  return generateSync({ secret, epoch: Math.floor(at / 1000) });
}

/**
 * A code for one sign-in: it is good once, so that no two may take the same one. Where the one of this moment is taken, it
 * is the next one, for which it waits.
 *
 * @param claim takes the code of a period, counted from 1970; false where it is taken
 */
export async function unusedCode(secret: string, claim: (period: number) => boolean): Promise<string> {
  for (;;) {
    const period = Math.floor(Date.now() / CODE_PERIOD_MS);
    if (claim(period)) return oneTimeCode(secret, period * CODE_PERIOD_MS);
    await pause((period + 1) * CODE_PERIOD_MS - Date.now());
  }
}

/** A code that is right at no moment near this one. */
export function wrongCode(secret: string, at = Date.now()): string {
  const near = Array.from({ length: 2 * NEAR + 1 }, (_, index) =>
    oneTimeCode(secret, at + (index - NEAR) * CODE_PERIOD_MS),
  );
  for (;;) {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    if (!near.includes(code)) return code;
  }
}
