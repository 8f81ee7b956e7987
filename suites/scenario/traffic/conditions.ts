import type { Tally } from '../../judge/tally.ts';
import type { Verdict } from '../../judge/verdict.ts';
import type { RouteState } from '../state.ts';

/** Adds to a failure on a root with a conditional split which way the mesh took the condition, where the answers tell. */
export function aboutConditions(
  verdict: Verdict,
  wanted: string,
  route: RouteState | undefined,
  { workloads }: Tally,
): Verdict {
  if (verdict.verdict !== 'fail' || verdict.diagnosis !== undefined || route?.conditional !== true)
    return verdict;
  const strangers = workloads.map(({ name }) => name).filter((name) => name !== wanted);
  const only = (shares: RouteState['shares']): boolean =>
    strangers.length > 0 && strangers.every((name) => (shares[name] ?? 0) > 0);
  if (only(route.shares) && !only(route.own)) {
    return {
      ...verdict,
      diagnosis: 'They were split as requests are that meet the conditions of the split.',
    };
  }
  if (only(route.own) && !only(route.shares)) {
    return {
      ...verdict,
      diagnosis: 'They went to the root Service, as if they met no condition of the split.',
    };
  }
  return verdict;
}
