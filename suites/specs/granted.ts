import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { reached, type Row, type Seen } from '../scenario/access-table.ts';
import type { ScenarioContext } from '../scenario/context.ts';

/** Route groups do nothing alone: a target that grants `clients.one` exactly these routes makes them visible. */
export async function grantsExactly(
  context: ScenarioContext,
  matches: readonly HttpMatch[],
  rows: readonly Row[],
): Promise<readonly Seen[]> {
  const api = await context.service('api', { pods: context.server });
  const group = await context.routes('group', matches);
  await context.target('one', { sources: [context.clients.one], rules: [group.rule()] });
  return await context.access(api, rows);
}

/** A route that nobody disputes: while it is matched, the group that has it is in force. */
const marker: HttpMatch = { name: 'marker', pathRegex: '/marker$', methods: ['GET'] };

/** What becomes of requests under routes that the documents leave open, once the undisputed one of their group is in force. */
export async function looksAt(
  context: ScenarioContext,
  matches: readonly HttpMatch[],
  rows: readonly Row[],
): Promise<readonly Seen[]> {
  return await grantsExactly(
    context,
    [...matches, marker],
    [reached(context.clients.one, 'GET /marker'), ...rows],
  );
}

/** The reading that stands for what became of all rows, such as `reached denied`; `mixed` where none does. */
export function readingOf(seen: readonly Seen[], readings: Readonly<Record<string, string>>): string {
  return readings[seen.map(({ fate }) => fate).join(' ')] ?? 'mixed';
}

/** Whether the API server refuses a group outright, and in which words: nothing is stored. */
export async function refusalOf(
  context: ScenarioContext,
  matches: readonly HttpMatch[],
): Promise<string | undefined> {
  const { namespace, nameFor, api, admission } = context;
  const manifest = api.render({ kind: 'HTTPRouteGroup', name: nameFor('tried'), namespace, matches });
  const { accepted, words } = await admission.answers(manifest);
  return accepted ? undefined : words;
}

/**
 * Ends the scenario where the API server refuses routes that leave fields out. One sentence of the documents makes every field
 * a must, so that a refusal is no fault; what such a route would match can then not be asked.
 */
export async function unlessRefused(context: ScenarioContext, matches: readonly HttpMatch[]): Promise<void> {
  const refusal = await refusalOf(context, matches);
  if (refusal !== undefined)
    context.unsupported(
      `The API server refuses a route that leaves fields out, as one sentence allows: ${refusal}`,
    );
}

/** The parts of a route that let everything through, for what is about the third. */
export const anyPath = { pathRegex: '.*' } as const;
export const anyMethod = { methods: ['*'] } as const;
