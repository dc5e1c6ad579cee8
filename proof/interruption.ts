/** Being told to end. */
import { endAll } from './processes.ts';

/** npm passes on a Ctrl-C that the terminal has already delivered: within this time both are one. */
const SAME_SIGNAL_MS = 1000;
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** A Ctrl-C ends what runs and lets the report be written; a second one ends at once. */
export class Interruption {
  exitCode: number | undefined;
  #at = 0;

  constructor() {
    for (const name of Object.keys(SIGNALS) as (keyof typeof SIGNALS)[])
      process.on(name, () => {
        if (this.exitCode !== undefined && Date.now() - this.#at > SAME_SIGNAL_MS)
          process.exit(this.exitCode);
        if (this.exitCode !== undefined) return;
        this.exitCode = SIGNALS[name];
        this.#at = Date.now();
        void endAll();
      });
  }
}
