/** Time-based one-time codes (RFC 6238: SHA-1, 6 digits, 30 s), as Auth0's authenticator factor uses them. */
import { generateSync } from 'otplib';

/** The code of this moment for a base32 secret. */
export function oneTimeCode(secret: string): string {
  return generateSync({ secret });
}
