import type { Draw } from './draw.ts';

/** How one list became another. */
export function listChange<T>(
  before: readonly T[],
  now: readonly T[],
): 'same' | 'order' | 'more' | 'less' | 'other' {
  const keys = (items: readonly T[]): readonly string[] => items.map((item) => JSON.stringify(item));
  const [old, current] = [keys(before), keys(now)];
  if (old.join() === current.join()) return 'same';
  if (old.toSorted().join() === current.toSorted().join()) return 'order';
  if (old.every((key) => current.includes(key))) return 'more';
  return current.every((key) => old.includes(key)) ? 'less' : 'other';
}

/** Draws changes, those of a kind first that came least often so far: so a short walk has one of every kind. */
export class Coverage {
  readonly #seen = new Map<string, number>();

  /** @param candidates with the kinds of which each is; at least one */
  draw<T>(candidates: readonly { readonly item: T; readonly kind: string }[], draw: Draw): T {
    const least = Math.min(...candidates.map(({ kind }) => this.#seen.get(kind) ?? 0));
    const { item, kind } = draw.one(candidates.filter((one) => (this.#seen.get(one.kind) ?? 0) === least));
    this.#seen.set(kind, least + 1);
    return item;
  }
}
