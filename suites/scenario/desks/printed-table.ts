import { isRecord, type KubernetesClient } from '../../../fixtures/kubernetes/index.ts';
import type { Manifest } from '../../../fixtures/smi/model.ts';

/** What `kubectl get` shows: the API server's own table of a kind in a namespace. */
export async function printed(
  client: KubernetesClient,
  { apiVersion, kind, metadata: { namespace } }: Pick<Manifest, 'apiVersion' | 'kind' | 'metadata'>,
  signal: AbortSignal,
): Promise<unknown> {
  const path = await client.resourcePath({ apiVersion, kind }, { namespace });
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
  return await client.request({ method: 'GET', path, accept, signal });
}

/** Titles of a table's columns. */
export function columnsOf(table: unknown): readonly string[] {
  const columns = isRecord(table) ? table['columnDefinitions'] : undefined;
  return Array.isArray(columns) ? columns.filter(isRecord).map(({ name }) => String(name)) : [];
}

/** First cells of a table's rows: the objects' names. */
export function rowsOf(table: unknown): readonly string[] {
  const rows = isRecord(table) ? table['rows'] : undefined;
  if (!Array.isArray(rows)) return [];
  return rows.filter(isRecord).map(({ cells }) => (Array.isArray(cells) ? String(cells[0]) : ''));
}
