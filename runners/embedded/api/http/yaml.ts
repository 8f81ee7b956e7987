import { parseDocument } from 'yaml';
import { badRequest } from '../status/error.ts';
import { duplicateFields } from './duplicates.ts';
import type { Body } from './body.ts';

/** Reads YAML (and so JSON) as Kubernetes does; a key that is written twice is a finding and not an error. */
export function parseYaml(text: string): Body {
  try {
    return { value: JSON.parse(text) as unknown, findings: () => duplicateFields(text) };
  } catch {
    // Not JSON: the usual case of YAML.
  }
  const document = parseDocument(text, { version: '1.1', uniqueKeys: false });
  const [error] = document.errors;
  if (error !== undefined)
    throw badRequest(`error converting YAML to JSON: yaml: ${error.message}`, { cause: error });
  return { value: JSON.parse(JSON.stringify(document.toJS())) as unknown, findings: () => [] };
}
