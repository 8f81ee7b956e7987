import { asText, dig, isArray, isObject, type JsonObject } from '../../json.ts';

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Fields that differ from one server, one run or one moment to another. */
const volatile: Readonly<Record<string, string>> = {
  resourceVersion: '<revision>',
  clusterIP: '<address>',
  continue: '<token>',
};

/**
 * An answer without what may differ: identifiers, times, revisions and addresses are replaced by words; empty objects and
 * lists and nulls, which the servers are free to leave out, are left out.
 * @param words texts to replace as well, for instance the namespace of the test
 */
export function normalise(value: unknown, words: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return text(value, words);
  if (isArray(value)) return value.map((item) => normalise(item, words));
  if (!isObject(value)) return value;
  const normal: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const word = volatile[key];
    const below =
      typeof item === 'string' && item !== '' && item !== 'None' && word !== undefined
        ? word
        : normalise(item, words);
    if (key === 'managedFields' && isArray(item)) normal[key] = (below as unknown[]).sort(byManager);
    else if (key === 'clusterIPs' && isArray(item) && item[0] !== 'None') normal[key] = ['<address>'];
    else if (!isBlank(below) || isFieldsKey(key)) normal[text(key, words)] = below;
  }
  return normal;
}

/** Entries of the same second are in no order that lasts. */
const byManager = (a: unknown, b: unknown): number => (managerOf(a) < managerOf(b) ? -1 : 1);

const managerOf = (entry: unknown): string =>
  ['manager', 'operation', 'apiVersion', 'subresource'].map((name) => asText(dig(entry, name))).join(' ');

/** Keys of `fieldsV1`, where an empty object says something. */
const isFieldsKey = (key: string): boolean => key === '.' || /^[fkv]:/.test(key);

const isBlank = (value: unknown): boolean =>
  value === null ||
  (isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);

function text(value: string, words: ReadonlyMap<string, string>): string {
  let normal = value.replace(uuid, '<uid>').replace(time, '<time>');
  for (const [word, replacement] of words) normal = normal.replaceAll(word, replacement);
  return normal;
}
