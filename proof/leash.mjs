/**
 * Preloaded into what a proof starts: when the runner is gone, however it ended, the process and its group end too.
 * The runner cannot do it itself after a SIGKILL.
 */
const runner = process.ppid;

// Playwright hands the preload on to its workers; they have a parent of their own.
if (process.env.PROOF_RUNNER === String(runner)) {
  setInterval(() => {
    if (process.ppid !== runner) process.kill(-process.pid, 'SIGTERM');
  }, 500).unref();
}
