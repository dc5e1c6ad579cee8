/**
 * Playwright's global set-up, in its main process before any worker is started: where nobody has handed the policy over
 * yet, as in a run without `npm run e2e`, the workers are given it here.
 */
import { handOver } from '../policy/handover.ts';
import { POLICY_FILE } from '../record/recorder.ts';
import { settings } from './this-run.ts';

export default (): (() => void) | undefined => handOver(settings.policy, POLICY_FILE, process.env);
