import { describe, expect, it } from 'vitest';
import { classifyGranularity, type KeptConnection } from './granularity.ts';

/** What a client keeps of the picks on its connections, one after the other. */
function kept(connections: readonly (readonly number[])[]): readonly KeptConnection[] {
  return connections.map((picks) => {
    const answers: Record<string, number> = {};
    for (const pick of picks) answers[`v${pick}`] = (answers[`v${pick}`] ?? 0) + 1;
    return { answers, switches: picks.filter((pick, at) => at > 0 && pick !== picks[at - 1]).length };
  });
}

const each = (connections: number, requests: number, pick: (connection: number, request: number) => number) =>
  kept(
    Array.from({ length: connections }, (_c, connection) =>
      Array.from({ length: requests }, (_r, request) => pick(connection, request)),
    ),
  );

describe('what a split is decided for', () => {
  it('is each request, as long as chance may make so few switches', () => {
    // P(Bin(570, 1/2) <= 217) = 6.7e-9 and P(... <= 218) = 1.1e-8, by summing the coefficients.
    const switching = (times: number) =>
      kept([Array.from({ length: 571 }, (_, at) => Math.min(at, times) % 2)]);
    expect(classifyGranularity(switching(218), 2)).toMatchObject({ grain: 'per-request', switches: 218 });
    expect(classifyGranularity(switching(217), 2)).toMatchObject({ grain: 'in-runs', switches: 217 });
  });

  it('is each request, where a rotation deals them', () => {
    let next = 0;
    expect(
      classifyGranularity(
        each(30, 20, () => (next += 1) % 2),
        2,
      ),
    ).toMatchObject({
      grain: 'per-request',
      switches: 570,
      pairs: 570,
    });
    expect(
      classifyGranularity(
        each(30, 20, (_connection, request) => request % 3),
        3,
      ).grain,
    ).toBe('per-request');
  });

  it('is each connection, by chance or in turn', () => {
    expect(
      classifyGranularity(
        each(30, 20, (connection) => connection % 2),
        2,
      ).grain,
    ).toBe('per-connection');
    expect(
      classifyGranularity(
        each(30, 20, (connection) => (connection === 17 ? 1 : 0)),
        2,
      ).grain,
    ).toBe('per-connection');
  });

  it('is the client, where all its connections go one way', () => {
    expect(
      classifyGranularity(
        each(30, 20, () => 1),
        2,
      ).grain,
    ).toBe('per-client');
  });

  it('is none of these, where connections change their backend now and then', () => {
    expect(
      classifyGranularity(
        each(30, 20, (connection, request) => (connection + (request >> 3)) % 2),
        2,
      ).grain,
    ).toBe('in-runs');
  });

  it('is not told by too few answers', () => {
    expect(classifyGranularity([], 2).grain).toBe('unclear');
    expect(
      classifyGranularity(
        each(2, 10, () => 0),
        2,
      ).grain,
    ).toBe('unclear');
    expect(
      classifyGranularity(
        each(4, 20, () => 0),
        2,
      ).grain,
    ).toBe('unclear');
    expect(
      classifyGranularity(
        each(4, 20, (connection) => connection % 2),
        2,
      ).grain,
    ).toBe('per-connection');
  });

  it('says what it counted', () => {
    expect(
      classifyGranularity(
        each(30, 20, (connection) => connection % 2),
        2,
      ).words,
    ).toBe(
      'Connections are split, and the requests of one stay together: on 30 kept connections, 0 of 570 answers came from another backend than the one before.',
    );
  });
});
