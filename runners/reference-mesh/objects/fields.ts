import type { Identified } from './model.ts';

/** JSON that nobody has checked: CRDs differ in what they let through, so every field is read with care. */
export type Json = Readonly<Record<string, unknown>>;

export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

export function whole(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

export function stringMap(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(object(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(entries);
}

export function identified(source: Json): Identified {
  const metadata = object(source['metadata']);
  return {
    namespace: text(metadata['namespace']) ?? '',
    name: text(metadata['name']) ?? '',
    uid: text(metadata['uid']) ?? '',
    createdAt: text(metadata['creationTimestamp']) ?? '',
  };
}
