import { describe, expect, it } from 'vitest';
import { sampleIdentity } from '../../reports/testing/samples.ts';
import type { MadeUpSuite } from './testing/made-up-suite.ts';
import { madeUpModule, runMadeUp, scenarios } from './testing/run-made-up.ts';

describe('runPlan', { timeout: 60_000 }, () => {
  it('tells what came of each scenario, and leaves the exit code of the process alone', async () => {
    const before = process.exitCode;
    const { results, troubles, result } = await runMadeUp({
      scenarios: scenarios(
        'pass',
        'fail',
        'unsupported',
        'skipped',
        'inconclusive',
        'error',
        'throw',
        'cycle',
      ),
    });

    expect([...results.values()].map(({ requirement, outcome }) => [requirement, outcome]).sort()).toEqual([
      ['split.cycle', 'error'],
      ['split.error', 'error'],
      ['split.fail', 'fail'],
      ['split.inconclusive', 'inconclusive'],
      ['split.pass', 'pass'],
      ['split.skipped', 'skipped'],
      ['split.throw', 'error'],
      ['split.unsupported', 'unsupported'],
    ]);
    expect(results.get('split.fail@v1alpha4')).toMatchObject({
      failure: { wanted: 'one thing', got: 'another' },
      repeat: 'repeat split.fail@v1alpha4',
    });
    expect(results.get('split.unsupported@v1alpha4')?.reason).toBe('It was told to end as unsupported.');
    expect(results.get('split.throw@v1alpha4')?.reason).toBe('thrown on purpose');
    expect(results.get('split.cycle@v1alpha4')?.reason).toContain('not plain data');
    expect(troubles).toEqual([]);
    expect(result).toEqual({ interrupted: false, environmentFailure: undefined, troubles: 0 });
    expect(process.exitCode).toBe(before);
  });

  it('announces the plan first, and the start of a scenario before its end', async () => {
    const { events } = await runMadeUp({ scenarios: scenarios('pass') });

    expect(events.map(({ event }) => event)).toEqual(['planned', 'scenario-started', 'scenario-finished']);
  });

  it('asks in permissive mode first, then in strict, whatever the order of the plan', async () => {
    const { results } = await runMadeUp({
      scenarios: [
        { id: 'access.s@v1alpha3', mode: 'strict', does: 'pass' },
        { id: 'access.p@v1alpha3', mode: 'permissive', does: 'pass' },
      ],
    });

    expect(results.get('access.s@v1alpha3')?.evidence[0]?.lines).toEqual([
      'mode permissive',
      'access.p@v1alpha3',
      'mode strict',
      'access.s@v1alpha3',
    ]);
  });

  it('asks what disturbs the mesh last, in either mode', async () => {
    const { results } = await runMadeUp({
      scenarios: [
        { id: 'gen.a@v1alpha4', alone: true, does: 'pass' },
        { id: 'gen.b@v1alpha4', alone: true, does: 'pass' },
        { id: 'access.s@v1alpha3', mode: 'strict', does: 'pass' },
        { id: 'split.p@v1alpha4', does: 'pass' },
      ],
    });

    expect(results.get('gen.b@v1alpha4')?.evidence[0]?.lines).toEqual([
      'mode permissive',
      'split.p@v1alpha4',
      'mode strict',
      'access.s@v1alpha3',
      'mode permissive',
      'gen.a@v1alpha4',
      'gen.b@v1alpha4',
    ]);
  });

  it('asks what disturbs the mesh beside the others when it stands apart, and still one by one', async () => {
    const { results } = await runMadeUp(
      {
        apart: true,
        scenarios: [
          { id: 'gen.s@v1alpha4', mode: 'strict', alone: true, does: 'pass' },
          { id: 'gen.p@v1alpha4', alone: true, does: { passesAfter: 'split.p@v1alpha4' } },
          { id: 'split.p@v1alpha4', does: { passesAfter: 'gen.s@v1alpha4' } },
          { id: 'access.s@v1alpha3', mode: 'strict', does: 'pass' },
        ],
      },
      { concurrency: 3 },
    );

    expect([...results.values()].map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass', 'pass']);
    const told = results.get('access.s@v1alpha3')?.evidence[0]?.lines ?? [];
    expect(told.filter((line) => /gen|apart/.test(line))).toEqual([
      'mode permissive apart',
      'gen.p@v1alpha4',
      'mode strict apart',
      'gen.s@v1alpha4',
    ]);
    expect(told.filter((line) => !/gen|apart/.test(line))).toEqual([
      'mode permissive',
      'split.p@v1alpha4',
      'mode strict',
      'access.s@v1alpha3',
    ]);
  });

  it('makes nobody suffer for a mode that the mesh apart cannot enter but those who need it', async () => {
    const { results } = await runMadeUp({
      apart: true,
      scenarios: [
        { id: 'gen.p@v1alpha4', alone: true, does: 'pass' },
        { id: 'gen.s@v1alpha4', mode: 'strict', alone: true, does: 'pass' },
        { id: 'split.p@v1alpha4', does: 'pass' },
      ],
      modeFails: 'strict',
    });

    expect(results.get('gen.p@v1alpha4')?.outcome).toBe('pass');
    expect(results.get('split.p@v1alpha4')?.outcome).toBe('pass');
    expect(results.get('gen.s@v1alpha4')).toMatchObject({
      outcome: 'error',
      reason: 'The mesh could not be brought into strict access mode: no such switch',
    });
  });

  it('asks in the order that it is given, and announces the plan in its own', async () => {
    const ids = ['split.a@v1alpha4', 'split.b@v1alpha4', 'split.c@v1alpha4'];
    const { results, events } = await runMadeUp(
      { scenarios: ids.map((id) => ({ id, does: 'pass' })) },
      { order: ids.toReversed(), concurrency: 1 },
    );

    expect(results.get('split.a@v1alpha4')?.evidence[0]?.lines).toEqual([
      'mode permissive',
      ...ids.toReversed(),
    ]);
    expect(events[0]).toMatchObject({ event: 'planned', scenarios: ids.map((id) => ({ id })) });
  });

  it('never asks what the plan leaves out, and says why', async () => {
    const { results } = await runMadeUp(
      { scenarios: scenarios('fail', 'pass') },
      {
        planned: [
          { identity: sampleIdentity('split.pass@v1alpha4'), decision: { do: 'run' } },
          {
            identity: sampleIdentity('split.fail@v1alpha4'),
            decision: { do: 'leave', outcome: 'unsupported', reason: 'No such version.' },
          },
        ],
      },
    );

    expect(results.get('split.fail@v1alpha4')).toMatchObject({
      outcome: 'unsupported',
      reason: 'No such version.',
    });
    expect(results.get('split.pass@v1alpha4')?.evidence[0]?.lines).toEqual([
      'mode permissive',
      'split.pass@v1alpha4',
    ]);
  });

  it('reports a scenario that the worker does not know', async () => {
    const { results } = await runMadeUp(
      { scenarios: [{ id: 'split.known@v1alpha4', does: 'pass' }] },
      {
        suite: {
          module: madeUpModule,
          input: { scenarios: scenarios('pass') } satisfies MadeUpSuite,
        },
      },
    );

    expect(results.get('split.known@v1alpha4')?.outcome).toBe('error');
  });

  it('makes every scenario an error when the environment cannot be opened, and says what it lacks', async () => {
    const { results, result, events } = await runMadeUp({
      scenarios: scenarios('pass', 'fail'),
      openFails: { code: 'NO_PODS', message: 'no pod became ready' },
    });

    expect([...results.values()].map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['error', 'no pod became ready'],
      ['error', 'no pod became ready'],
    ]);
    expect(result.environmentFailure).toEqual({
      name: 'EnvironmentError',
      code: 'NO_PODS',
      message: 'no pod became ready',
    });
    expect(events.at(-1)).toMatchObject({
      event: 'run-trouble',
      where: 'environment',
      message: 'no pod became ready',
    });
  });

  it('makes the scenarios of a mode that cannot be entered errors, and no others', async () => {
    const { results } = await runMadeUp({
      scenarios: [...scenarios('pass'), { id: 'access.s@v1alpha3', mode: 'strict', does: 'pass' }],
      modeFails: 'strict',
    });

    expect(results.get('split.pass@v1alpha4')?.outcome).toBe('pass');
    expect(results.get('access.s@v1alpha3')).toMatchObject({
      outcome: 'error',
      reason: 'The mesh could not be brought into strict access mode: no such switch',
    });
  });

  it.each([
    [
      'a failed close',
      { scenarios: scenarios('pass'), closeFails: 'a channel would not close' },
      'would not close',
    ],
    ['a rejection that nobody caught', { scenarios: scenarios('reject-later') }, 'left behind'],
  ] satisfies readonly [string, MadeUpSuite, string][])(
    'reports %s as trouble of the run',
    async (_, suite, message) => {
      const { troubles, result } = await runMadeUp(suite);

      expect(troubles.join('\n')).toContain(message);
      expect(result.troubles).toBeGreaterThan(0);
    },
  );

  it('loses nothing when the worker dies', async () => {
    const { results, troubles } = await runMadeUp({ scenarios: scenarios('exit', 'hang') });

    expect([...results.values()].map(({ outcome }) => outcome)).toEqual(['error', 'error']);
    expect(troubles.length).toBeGreaterThan(0);
  });

  it('makes a scenario that goes past the safety net an error', async () => {
    const { results } = await runMadeUp({ scenarios: scenarios('hang', 'wait') }, { scenarioTimeoutMs: 300 });

    expect([...results.values()].map(({ outcome }) => outcome)).toEqual(['error', 'error']);
    expect(results.get('split.hang@v1alpha4')?.reason).toContain('timed out');
  });

  it('reports a module that cannot be loaded', async () => {
    const { results, troubles } = await runMadeUp(
      { scenarios: scenarios('pass') },
      { suite: { module: new URL('testing/no-such-file.ts', import.meta.url).href, input: {} } },
    );

    expect(results.get('split.pass@v1alpha4')?.outcome).toBe('error');
    expect(troubles.join('\n')).toContain('no-such-file');
  });

  it('hands on what scenarios print', async () => {
    const { logged } = await runMadeUp({ scenarios: scenarios('print') });

    expect(logged).toContain('a line of the scenario');
  });
});
