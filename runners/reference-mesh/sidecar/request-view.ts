import { fieldValues } from '../../../fixtures/http1/index.ts';
import type { RequestView } from '../behaviour/behaviour.ts';
import { policyPath } from '../behaviour/path.ts';
import type { RoutedHead } from '../http/upstream.ts';

/** A request as routes look at it. */
export function requestView(head: RoutedHead): RequestView {
  return {
    method: head.method,
    path: policyPath(head.target),
    http2: head.http2 ?? false,
    header: (name, spelling) => {
      const values =
        spelling === undefined
          ? fieldValues(head.headers, name)
          : head.headers.flatMap(([spelled, value]) => (spelled === name ? [value] : []));
      return values.length === 0 ? undefined : values.length === 1 ? values[0] : values.join(', ');
    },
  };
}
