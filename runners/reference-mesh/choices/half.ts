import { requestIdHeader } from '../../../fixtures/agent/protocol.ts';
import type { HttpRoute } from '../objects/model.ts';

/** What every second request of a batch of the suite's carries: stands for a mesh that cannot make up its mind. */
export const everySecond: readonly [name: string, pattern: string] = [requestIdHeader, '[02468]$'];

/** A route that every second of the requests meets which would meet it. */
export function half(route: HttpRoute): HttpRoute {
  return { ...route, headers: [...(route.headers ?? []), everySecond] };
}

/** A route that every second request meets. */
export const halfOfAll: readonly HttpRoute[] = [half({ name: 'half' })];
