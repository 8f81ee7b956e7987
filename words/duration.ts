/**
 * A duration for people: `850 ms`, `12.3 s`, `30 s`, `4 min 05 s`. Whoever computes with it keeps the number.
 * @param milliseconds not negative; rounded to what is shown
 */
export function describeDuration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  if (whole < 1000) return `${whole} ms`;
  const tenths = Math.round(milliseconds / 100);
  if (tenths < 600) return `${tenths / 10} s`;
  const seconds = Math.round(milliseconds / 1000);
  const rest = seconds % 60;
  const minutes = `${(seconds - rest) / 60} min`;
  return rest === 0 ? minutes : `${minutes} ${String(rest).padStart(2, '0')} s`;
}
