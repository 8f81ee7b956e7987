import { createHash } from 'node:crypto';
import type { PodTemplate } from './objects/index.ts';

/** Letters and digits that spell no words, as Kubernetes uses in generated names. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Ten letters that are the same for equal templates, whatever the order of their fields. */
export function templateHash(template: PodTemplate): string {
  return safeDigest(canonical(template), 10);
}

/** `length` letters that stand for `text` and may be part of an object's name. */
export function safeDigest(text: string, length: number): string {
  const bytes = createHash('sha256').update(text).digest();
  return Array.from(bytes.subarray(0, length), (byte) => letter(byte)).join('');
}

/** A name's random ending. `random` gives numbers in [0, 1). */
export function randomSuffix(random: () => number, length = 5): string {
  return Array.from({ length }, () => letter(Math.floor(random() * alphabet.length))).join('');
}

function letter(number: number): string {
  return alphabet.charAt(number % alphabet.length);
}

/** JSON with the keys of every object in order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
}
