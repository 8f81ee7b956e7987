import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../fixtures/kubernetes/clock.ts';
import type { Probe } from '../controllers/objects/index.ts';
import { watchReadiness } from './readiness.ts';

/** Follows a probe that runs a command with these answers, one after the other, until they are used up. */
async function follow(probe: Omit<Probe, 'exec'>, answers: readonly boolean[]) {
  const exited = new AbortController();
  const waits: number[] = [];
  const told: [after: number, ready: boolean][] = [];
  let asked = 0;
  const clock: Clock = {
    now: () => 0,
    sleep: (ms, signal) => {
      if (asked === answers.length) exited.abort();
      waits.push(ms);
      return signal?.aborted === true ? Promise.reject(new Error('aborted')) : Promise.resolve();
    },
  };
  await watchReadiness({
    probe: { ...probe, exec: { command: ['check'] } },
    container: { name: 'main' },
    podIP: '127.0.0.1',
    clock,
    exec: () => {
      asked += 1;
      return Promise.resolve(answers[asked - 1] === true ? 0 : 1);
    },
    signal: exited.signal,
    onReadiness: (ready) => told.push([asked, ready]),
  });
  return { told, waits };
}

describe('watchReadiness', () => {
  it('asks often until the container is ready, and then as the probe says', async () => {
    const { told, waits } = await follow({ periodSeconds: 7, initialDelaySeconds: 2 }, [
      false,
      false,
      true,
      true,
    ]);
    expect(told).toEqual([[3, true]]);
    expect(waits).toEqual([2_000, 50, 50, 7_000, 7_000]);
  });

  it('needs as many failures in a row as the threshold says', async () => {
    const { told } = await follow({ failureThreshold: 2 }, [true, false, true, false, false, true]);
    expect(told).toEqual([
      [1, true],
      [5, false],
      [6, true],
    ]);
  });

  it('needs as many successes in a row as the threshold says', async () => {
    const { told } = await follow({ successThreshold: 2 }, [true, false, true, true]);
    expect(told).toEqual([[4, true]]);
  });
});
