import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { denied, reached, type Row } from '../scenario/access-table.ts';
import type { Client } from '../scenario/context.ts';

/** The group of routes in the example of the section on L7. */
export const apiServiceRoutes: readonly HttpMatch[] = [
  { name: 'api', pathRegex: '/api', methods: ['*'] },
  { name: 'metrics', pathRegex: '/metrics', methods: ['GET'] },
];

/** Whose part each client plays. */
export interface L7Cast {
  readonly website: Client;
  readonly payments: Client;
  readonly prometheus: Client;
}

/**
 * The example's table, and its complement: for each client every method on each path, of which the table lists some and the
 * rest is denied. Paths are told apart by more than an end that an expression may leave open.
 */
export function l7Table(cast: L7Cast): readonly Row[] {
  const { website, payments, prometheus } = cast;
  const listed = (client: Client, method: string, path: string): boolean =>
    path === '/api'
      ? client === website || client === payments
      : path === '/metrics' && client === prometheus && method === 'GET';
  return [website, payments, prometheus].flatMap((client) =>
    ['/api', '/metrics', '/elsewhere'].flatMap((path) =>
      ['GET', 'POST', 'PUT', 'DELETE'].map((method) =>
        (listed(client, method, path) ? reached : denied)(client, `${method} ${path}`),
      ),
    ),
  );
}
