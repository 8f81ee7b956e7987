import type { Draw } from './draw.ts';

/** A list after a change: one item more, one less, another one in place of one, or the same in another order; never empty. */
export function edited<T>(items: readonly T[], others: readonly T[], draw: Draw): readonly T[] {
  const [other] = draw.some(others, 1);
  const index = draw.below(items.length);
  const without = items.filter((_, at) => at !== index);
  switch (draw.below(4)) {
    case 0:
      return other === undefined ? draw.some(items) : draw.some([...items, other]);
    case 1:
      return without.length > 0 ? without : items;
    case 2:
      return other === undefined ? draw.some(items) : items.map((item, at) => (at === index ? other : item));
    default:
      return draw.some(items);
  }
}
