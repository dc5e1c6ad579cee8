/**
 * Tokens that we give out and take back ourselves: encrypted and authenticated (JWE, A256GCM) with a key of this
 * process, so that they tell their bearer nothing and no other one fits.
 */
import { randomBytes } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';

/** What a token is for; one for a download is no invitation. */
type Purpose = 'download' | 'invitation';

export class Seal {
  readonly #key = randomBytes(32);

  /** @param expiresAt after it the token is worth nothing */
  seal(purpose: Purpose, content: Record<string, string>, expiresAt: Date): Promise<string> {
    return new EncryptJWT(content)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setAudience(purpose)
      .setExpirationTime(expiresAt)
      .encrypt(this.#key);
  }

  /** What was sealed, or nothing when the token is not ours, not for this purpose, or expired. */
  async open(purpose: Purpose, token: string): Promise<Record<string, unknown> | undefined> {
    try {
      const { payload } = await jwtDecrypt(token, this.#key, {
        audience: purpose,
        clockTolerance: 0,
        requiredClaims: ['exp'],
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      return payload;
    } catch {
      return undefined;
    }
  }
}
