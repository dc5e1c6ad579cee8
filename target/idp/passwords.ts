/** Password hashes (scrypt, RFC 7914), computed in the background so that a start does not wait for them. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const KEY_LENGTH = 32;
/** Low, for a quick start on a small machine: the passwords are random and live as long as the process. */
const COST = { N: 2 ** 13, r: 8, p: 1 };

interface Hashed {
  salt: Buffer;
  key: Buffer;
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, KEY_LENGTH, COST, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

export class Passwords {
  readonly #hashes = new Map<string, Hashed>();
  /** Stands in for accounts that do not exist, so that they cost what an account costs. */
  readonly #nobody: Hashed = { salt: randomBytes(16), key: randomBytes(KEY_LENGTH) };
  readonly #ready: Promise<unknown>;

  /** @param passwords account id and password */
  constructor(passwords: readonly (readonly [id: string, password: string])[]) {
    this.#ready = Promise.all(
      passwords.map(async ([id, password]) => {
        const salt = randomBytes(16);
        this.#hashes.set(id, { salt, key: await derive(password, salt) });
      }),
    );
  }

  /** Whether the password is right; takes the same time for `undefined`, an account that does not exist. */
  async verify(id: string | undefined, password: string): Promise<boolean> {
    await this.#ready;
    const known = id === undefined ? undefined : this.#hashes.get(id);
    const { salt, key } = known ?? this.#nobody;
    const equal = timingSafeEqual(await derive(password, salt), key);
    return equal && known !== undefined;
  }
}
