import { randomInt } from 'node:crypto';

// No vowels and no digits that look like them: no words come out.
const letters = 'bcdfghjklmnpqrstvwxz2456789';
const longestBase = 58;

/** A name that begins with `prefix` and ends in five random characters, as `metadata.generateName` asks for. */
export function generatedName(prefix: string): string {
  let suffix = '';
  for (let at = 0; at < 5; at += 1) suffix += letters.charAt(randomInt(letters.length));
  return prefix.slice(0, longestBase) + suffix;
}
