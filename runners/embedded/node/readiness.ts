import type { Clock } from '../../../fixtures/kubernetes/clock.ts';
import type { Container, Probe } from '../controllers/objects/index.ts';
import { askProbe } from './probe.ts';

export interface ReadinessOptions {
  readonly probe: Probe;
  readonly container: Container;
  readonly podIP: string;
  readonly clock: Clock;
  readonly exec: (command: readonly string[], signal: AbortSignal) => Promise<number>;
  /** Aborted when the container has exited. */
  readonly signal: AbortSignal;
  readonly onReadiness: (ready: boolean) => void;
}

/** Until a container is ready it is asked often, as programs here start within milliseconds; then as the probe says. */
const firstPeriodMs = 50;

/** Follows a readiness probe, with its thresholds, until the container exits. */
export async function watchReadiness(options: ReadinessOptions): Promise<void> {
  const { probe, container, podIP, clock, exec, signal, onReadiness } = options;
  const periodMs = (probe.periodSeconds ?? 10) * 1_000;
  let ready = false;
  let streak = 0;
  try {
    await clock.sleep((probe.initialDelaySeconds ?? 0) * 1_000, signal);
    for (;;) {
      const answer = await askProbe(probe, container, podIP, exec, signal);
      signal.throwIfAborted();
      streak = answer === ready ? 0 : streak + 1;
      const threshold = ready ? (probe.failureThreshold ?? 3) : (probe.successThreshold ?? 1);
      if (streak >= threshold) {
        ready = answer;
        streak = 0;
        onReadiness(ready);
      }
      await clock.sleep(ready ? periodMs : Math.min(firstPeriodMs, periodMs), signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
