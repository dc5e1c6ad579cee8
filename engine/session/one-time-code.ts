/** Time-based one-time codes (RFC 6238: SHA-1, 6 digits, 30 s), as Auth0's authenticator factor uses them. */
import { randomInt } from 'node:crypto';
import { generateSync } from 'otplib';

/** Milliseconds for which a code is the code of the moment. */
export const CODE_PERIOD_MS = 30_000;

/** Codes so many periods before and after are still taken for right by those who allow for wrong clocks. */
const NEAR = 3;

/** The code of a moment for a base32 secret; of this one when none is given. In milliseconds since 1970. */
export function oneTimeCode(secret: string, at = Date.now()): string {
  return generateSync({ secret, epoch: Math.floor(at / 1000) });
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
