/** A fraction as people read it: 90 %, 33.3 %, 0.62 %. */
export function percent(fraction: number): string {
  const value = fraction * 100;
  const digits = value === 0 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  const text = value >= 1 || value === 0 ? value.toFixed(digits) : value.toPrecision(2);
  return `${String(Number(text))} %`;
}

/** A, B and C. */
export function listed(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? 'nobody';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** `1 request`, `2 requests`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
