import type { Labels, LabelSelector } from './objects/index.ts';

/** Equality selector of a Service; an empty one selects nothing, as a Service without a selector does. */
export function matchesLabels(selector: Labels | undefined, labels: Labels | undefined): boolean {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labels?.[key] === value);
}

/** Set-based selector of a workload (`metav1.LabelSelector`). */
export function matchesSelector(selector: LabelSelector, labels: Labels | undefined): boolean {
  const equal = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels?.[key] === value);
  return (
    equal &&
    (selector.matchExpressions ?? []).every((expression) => holds(expression, labels?.[expression.key]))
  );
}

function holds(
  expression: { readonly key: string; readonly operator: string; readonly values?: readonly string[] },
  value: string | undefined,
): boolean {
  const values = expression.values ?? [];
  switch (expression.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      throw new TypeError(
        `Unknown selector operator "${expression.operator}" on "${expression.key}"; wanted In, NotIn, Exists or DoesNotExist.`,
      );
  }
}
