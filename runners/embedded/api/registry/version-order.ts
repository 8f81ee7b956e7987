const shape = /^v(\d+)(?:(alpha|beta)(\d+))?$/;

/** Orders versions as Kubernetes prefers them: v2, v1, v1beta2, v1beta1, v1alpha1, and then names of other shapes. */
export function byVersionPriority(left: string, right: string): number {
  const a = rank(left);
  const b = rank(right);
  for (let at = 0; at < a.length; at += 1) {
    const difference = (b[at] ?? 0) - (a[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

/** [is a Kubernetes version, stability, major, minor], each the greater the better. */
function rank(version: string): readonly [number, number, number, number] {
  const [, major, stability, minor] = shape.exec(version) ?? [];
  if (major === undefined) return [0, 0, 0, 0];
  return [1, stability === undefined ? 2 : stability === 'beta' ? 1 : 0, Number(major), Number(minor ?? 0)];
}
