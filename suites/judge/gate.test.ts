import { describe, expect, it } from 'vitest';
import type { OutcomeCount } from '../../fixtures/agent/protocol.ts';
import { closedGate, stepGate, type Gate, type GateState } from './gate.ts';
import { reachabilityGate, shareGate } from './gates.ts';
import { tally } from './tally.ts';
import { ended, reached, status } from './testing/probes.ts';

/** States after each batch; batches come 300 ms apart. */
function states(gate: Gate, ...batches: readonly (readonly OutcomeCount[])[]): readonly GateState['state'][] {
  let state: GateState = closedGate;
  return batches.map((outcomes, i) => {
    state = stepGate(gate, state, { at: i * 300, tally: tally(outcomes) });
    return state.state;
  });
}

describe('a gate on shares', () => {
  const gate = shareGate({ shares: { v1: 0.9, v2: 0.1 }, previous: { v1: 0.1, v2: 0.9 }, spacingMs: 500 });
  const now = [reached('v1', 45), reached('v2', 5)];
  const before = [reached('v1', 5), reached('v2', 45)];

  it('opens on the first batch of a run that is far enough from its start', () => {
    expect(states(gate, now, now, now)).toEqual(['opening', 'opening', 'open']);
    expect(states(shareGate({ shares: { v1: 0.9, v2: 0.1 }, spacingMs: 0 }), now, now)).toEqual([
      'opening',
      'open',
    ]);
  });

  it('starts its run again when a batch looks like the state before', () => {
    expect(states(gate, now, before, now, now, now)).toEqual([
      'opening',
      'closed',
      'opening',
      'opening',
      'open',
    ]);
  });

  it('stays closed while anybody else answers', () => {
    expect(states(gate, [...now, reached('v0', 1)], now, [...now, reached('v3', 1)])).toEqual([
      'closed',
      'opening',
      'closed',
    ]);
  });

  it('stays closed while a workload with a share does not answer', () => {
    expect(states(gate, [reached('v1', 50)])).toEqual(['closed']);
    const state = stepGate(gate, closedGate, { at: 0, tally: tally([reached('v1', 50)]) });
    expect(state).toEqual({ state: 'closed', why: 'no answer yet by v2' });
  });

  it('does not wait for a share that a batch would often miss', () => {
    const small = shareGate({
      shares: { v1: 0.99, v2: 0.01 },
      previous: { v1: 0.01, v2: 0.99 },
      spacingMs: 0,
    });
    expect(states(small, [reached('v1', 50)], [reached('v1', 50)])).toEqual(['opening', 'open']);
  });

  it('waits for evidence over a state that is near, and opens when it has added up', () => {
    const near = shareGate({ shares: { v1: 0.5, v2: 0.5 }, previous: { v1: 0.25, v2: 0.75 }, spacingMs: 0 });
    const half = [reached('v1', 15), reached('v2', 15)];
    // 30 (log10(0.5/0.25) + log10(0.5/0.75)) / 2 = 1.87 a batch: three make more than 4.
    expect(states(near, half, half, half)).toEqual(['opening', 'opening', 'open']);
  });

  it('takes no missing answer and no empty batch for the new state', () => {
    expect(states(gate, [...now, status(503, 1)], [...now, ended('reset', 1)], [])).toEqual([
      'closed',
      'closed',
      'closed',
    ]);
  });

  it('needs no evidence over a state that is the same or unknown', () => {
    const same = shareGate({ shares: { v1: 1 }, previous: { v1: 1, v2: 0 }, spacingMs: 0 });
    expect(states(same, [reached('v1', 50)], [reached('v1', 50)])).toEqual(['opening', 'open']);
  });

  it('stays open', () => {
    const open: GateState = { state: 'open', since: 0, batches: 2, evidence: 9 };
    expect(stepGate(gate, open, { at: 900, tally: tally(before) })).toBe(open);
  });
});

describe('a gate on reachability', () => {
  it('opens when every request of two batches is answered by the workloads', () => {
    const gate = reachabilityGate({ expectation: 'reached', workloads: ['server'], spacingMs: 300 });
    expect(states(gate, [status(403, 5)], [reached('server', 5)], [reached('server', 5)])).toEqual([
      'closed',
      'opening',
      'open',
    ]);
    expect(states(gate, [reached('other', 5)], [reached('server', 4), ended('reset', 1)])).toEqual([
      'closed',
      'closed',
    ]);
  });

  it('opens when no request of two batches is answered by a workload', () => {
    const gate = reachabilityGate({ expectation: 'denied', spacingMs: 300 });
    expect(states(gate, [reached('server', 5)], [status(403, 5)], [ended('refused', 5)])).toEqual([
      'closed',
      'opening',
      'open',
    ]);
    expect(states(gate, [status(403, 4), reached('server', 1)], [], [ended('local', 5)])).toEqual([
      'closed',
      'closed',
      'closed',
    ]);
  });
});
