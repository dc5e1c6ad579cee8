/** Tells open streams that the ground of their session has changed. */

/** What a stream stands on. */
export interface StreamSession {
  userId: string;
  tenantId: string;
  sid: string;
}

type Listener = (affected: (session: StreamSession) => boolean) => void;

export class SessionEvents {
  readonly #listeners = new Set<Listener>();

  /** A session was logged out. */
  ended({ userId, sid }: Pick<StreamSession, 'userId' | 'sid'>): void {
    this.#tell((session) => session.userId === userId && session.sid === sid);
  }

  /** A membership got another role, was disabled or enabled. */
  membershipChanged(tenantId: string, userId: string): void {
    this.#tell((session) => session.tenantId === tenantId && session.userId === userId);
  }

  /** An organisation was disabled. */
  organisationClosed(tenantId: string): void {
    this.#tell((session) => session.tenantId === tenantId);
  }

  /** @returns a function that ends the listening */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(affected: (session: StreamSession) => boolean): void {
    for (const listener of [...this.#listeners]) listener(affected);
  }
}
