/**
 * Preloaded into what a proof starts: when the runner is gone, however it ended, the process and its group end too.
 * The runner cannot do it itself after a SIGKILL.
 */
const parent = process.ppid;
setInterval(() => {
  if (process.ppid === parent) return;
  try {
    process.kill(-process.pid, 'SIGTERM');
  } finally {
    process.exit(1);
  }
}, 500).unref();
