/** Where the API server takes the time from: creation times, token expiry, ages in tables. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A time as Kubernetes writes it in metadata: RFC 3339 in UTC with whole seconds. */
export const timestamp = (clock: Clock): string => `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
