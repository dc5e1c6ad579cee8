/** An error that is the user's to mend: shown as its message alone, without a stack. */
export class UserFault extends Error {
  readonly exitCode: number;

  /** @param exitCode 2 for a mistake in the configuration or policy, 1 for a service that does not answer. */
  constructor(message: string, exitCode = 2) {
    super(message);
    this.name = 'UserFault';
    this.exitCode = exitCode;
  }
}
