/** Sum of a list of numbers; 0 of an empty one. */
export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** Greatest common divisor of whole numbers >= 0; 0 when all are 0. */
export function greatestDivisor(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => {
    while (b > 0) [a, b] = [b, a % b];
    return a;
  }, 0);
}

/** The least multiple of `step` that is >= `number`, and at least `step`. */
export function roundUp(number: number, step: number): number {
  return Math.max(1, Math.ceil(number / step)) * step;
}

/** The least whole number in low..high that holds, when all above it hold too; high + 1 when none does. Bisection. */
export function smallestWhere(low: number, high: number, holds: (number: number) => boolean): number {
  let [from, to] = [low, high];
  while (from <= to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle - 1;
    else from = middle + 1;
  }
  return from;
}
