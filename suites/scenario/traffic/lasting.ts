import { Inconclusive } from '../ending.ts';
import type { Sight } from '../offers/calls.ts';

/** As many as are under way at once, twice: what a machine that stands still for a moment costs. */
const standstill = 32;
const mostLooks = 4;

/**
 * Whether a busy machine may have lost these, and not the mesh: it gives no answers and breaks no connections, it lets the
 * client's time run out, for the requests that are just under way.
 */
export function mayBeTheMachine({ lost, losses }: Pick<Sight, 'lost' | 'losses'>): boolean {
  return lost <= standstill && losses.every((kind) => kind === 'timeout');
}

export interface Lookout {
  /** How requests were lost that were made before, if any were. */
  readonly lossesBefore: readonly string[];
  /** The same calls once more; patiently: with all the time that a request may take. */
  readonly look: (patiently: boolean) => Promise<Sight>;
  /** Whether the same client is answered by a service that nobody has changed. */
  readonly controlAnswers: () => Promise<boolean>;
}

/**
 * A sight whose losses, if it has any, are the mesh's: they were there before, they are no time-outs of an impatient client,
 * and another service answered meanwhile, or did not again and again. A sight without losses is believed at once.
 * @throws Inconclusive when time-outs stay which the machine may have made
 */
export async function lastingSight({ lossesBefore, look, controlAnswers }: Lookout): Promise<Sight> {
  const known = new Set(lossesBefore);
  for (let looks = 1; ; looks += 1) {
    const patiently = looks > 1;
    const sight = await look(patiently);
    if (sight.lost === 0) return sight;
    const again = sight.losses.some((kind) => known.has(kind));
    if (again && (patiently || !mayBeTheMachine(sight)) && (await controlAnswers())) return sight;
    if (looks === mostLooks) {
      if (!mayBeTheMachine(sight)) return sight;
      throw new Inconclusive(
        `Wanted to see what becomes of these requests. ${sight.words} A service that nobody has changed did not answer either, ` +
          'so that this may be a machine that has too much to do: run fewer testbeds, or ask this requirement alone with --only.',
      );
    }
    for (const kind of sight.losses) known.add(kind);
  }
}
