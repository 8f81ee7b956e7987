/** The seed of a walk: another one in each version, so that versions add up to more. */
export function seedOf(version: string, walk: number): number {
  return walk * 100 + Number(version.replace('v1alpha', ''));
}
