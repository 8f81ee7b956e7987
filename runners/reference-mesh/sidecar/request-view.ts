import { fieldValues, type RequestHead } from '../../../fixtures/http1/index.ts';
import type { RequestView } from '../behaviour/behaviour.ts';
import { policyPath } from '../behaviour/path.ts';

/** A request as routes look at it. */
export function requestView(head: RequestHead): RequestView {
  return {
    method: head.method,
    path: policyPath(head.target),
    header: (name) => {
      const values = fieldValues(head.headers, name);
      return values.length === 0 ? undefined : values.length === 1 ? values[0] : values.join(', ');
    },
  };
}
