import { fieldValues } from '../../../fixtures/http1/index.ts';
import type { RequestView, RouteRules } from '../behaviour/behaviour.ts';
import type { RoutedHead } from '../http/upstream.ts';

/** A request as routes look at it. */
export function requestView(head: RoutedHead, { pathOf }: Pick<RouteRules, 'pathOf'>): RequestView {
  const values = (name: string): readonly string[] => fieldValues(head.headers, name.toLowerCase());
  const asSpelled = (name: string): readonly string[] =>
    head.headers.flatMap(([spelled, value]) => (spelled === name ? [value] : []));
  return {
    method: head.method,
    path: pathOf(head.target),
    http2: head.http2 ?? false,
    header: (name, spelling) => {
      const found = spelling === undefined ? values(name) : asSpelled(name);
      return found.length === 0 ? undefined : found.join(', ');
    },
    values,
  };
}
