import type { ShareSample } from '../share-sample.ts';
import { sumOf } from '../whole-numbers.ts';

/** How a mesh picks: each call is one request, and answers with the index of the backend. */
export type Scheduler = () => number;

/** Each pick by itself, as Envoy's weighted clusters do. */
export function independent(weights: readonly number[], random: () => number): Scheduler {
  const sum = sumOf(weights);
  return () => {
    let left = random() * sum;
    const picked = weights.findIndex((weight) => (left -= weight) < 0);
    return picked < 0 ? weights.findLastIndex((weight) => weight > 0) : picked;
  };
}

/** Smooth weighted round-robin: who is furthest behind its share is next. `phase` picks have gone before. */
export function smoothRotation(weights: readonly number[], phase = 0): Scheduler {
  const sum = sumOf(weights);
  const credit = weights.map(() => 0);
  const next = (): number => {
    weights.forEach((weight, i) => (credit[i] = (credit[i] ?? 0) + weight));
    const picked = credit.indexOf(Math.max(...credit));
    credit[picked] = (credit[picked] ?? 0) - sum;
    return picked;
  };
  for (let i = 0; i < phase; i += 1) next();
  return next;
}

/** Weighted round-robin in blocks: all of the first backend's requests, then all of the second's. */
export function blockRotation(weights: readonly number[], phase = 0): Scheduler {
  const cycle = weights.flatMap((weight, i) => Array.from({ length: weight }, () => i));
  let at = phase;
  return () => cycle[at++ % cycle.length] ?? 0;
}

/** A process with several workers, each with a scheduler of its own; the kernel deals out connections at random. */
export function workers(schedulers: readonly Scheduler[], random: () => number): Scheduler {
  return () => schedulers[Math.floor(random() * schedulers.length)]?.() ?? 0;
}

/** Everything to one. */
export function sticky(backend: number): Scheduler {
  return () => backend;
}

/** A client that draws from a scheduler of so many backends; an index beyond them is a stranger. */
export function drawFrom(scheduler: Scheduler, backends: number): (n: number) => Promise<ShareSample> {
  return (n) => {
    const counts = Array.from({ length: backends }, () => 0);
    let strangers = 0;
    for (let i = 0; i < n; i += 1) {
      const picked = scheduler();
      if (picked < backends) counts[picked] = (counts[picked] ?? 0) + 1;
      else strangers += 1;
    }
    return Promise.resolve({
      sent: n,
      counts,
      strangers: strangers === 0 ? [] : [{ name: 'v0', count: strangers }],
      unanswered: { status: 0, lost: 0, local: 0, kinds: [] },
    });
  };
}
