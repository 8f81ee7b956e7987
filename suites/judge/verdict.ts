/** What a judge says: a sum type that a scenario's adapter turns into an outcome of the report. */
export type Verdict =
  | { readonly verdict: 'pass'; readonly because: string; readonly data: unknown }
  | {
      readonly verdict: 'fail';
      readonly wanted: string;
      readonly got: string;
      readonly diagnosis: string | undefined;
      readonly data: unknown;
    }
  /** Nothing can be said of the mesh: a control probe failed, a pod died, a name did not resolve. */
  | { readonly verdict: 'inconclusive'; readonly because: string; readonly data: unknown }
  /** The suite's own trouble, such as no free port. */
  | { readonly verdict: 'error'; readonly because: string; readonly data: unknown };
