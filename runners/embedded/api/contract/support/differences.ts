import { equal, isArray, isObject } from '../../json.ts';

/** Where two answers differ, a line for each place: `[1].body.spec.type: embedded "a", real "b"`. */
export function differences(embedded: unknown, real: unknown, path = ''): readonly string[] {
  if (equal(embedded, real)) return [];
  if (isArray(embedded) && isArray(real)) {
    const length = Math.max(embedded.length, real.length);
    return Array.from({ length }, (_, at) => differences(embedded[at], real[at], `${path}[${at}]`)).flat();
  }
  if (isObject(embedded) && isObject(real)) {
    return [...new Set([...Object.keys(embedded), ...Object.keys(real)])].flatMap((key) =>
      differences(embedded[key], real[key], `${path}.${key}`),
    );
  }
  return [`${path}: embedded ${shown(embedded)}, real ${shown(real)}`];
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
