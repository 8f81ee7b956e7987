import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../reports/model.ts';
import { sampleIdentity, sampleResult } from '../../../reports/testing/samples.ts';
import { testCli } from '../testing/cli.ts';
import { createProgress } from './progress.ts';
import { advance, describeStanding, nothingYet, remainingMs } from './tally.ts';

const eraseLine = '\r\u001B[2K';
const ids = Array.from({ length: 20 }, (_, index) => `split.s${index}@v1alpha4`);
const plan: JournalEvent = { event: 'planned', scenarios: ids.map((id) => sampleIdentity(id)) };
const start = (id: string): JournalEvent => ({
  event: 'scenario-started',
  id,
  at: '2024-05-01T10:00:00.000Z',
});
const finish = (id: string, outcome: 'pass' | 'fail' = 'pass'): JournalEvent => ({
  event: 'scenario-finished',
  result: sampleResult(id, outcome),
});

describe('remainingMs', () => {
  it('is a guess until some have ended, and then the pace up to now', () => {
    let standing = advance(nothingYet, plan, 0);
    for (const [index, id] of ids.slice(0, 5).entries()) {
      expect(remainingMs(standing, index * 1000)).toBeUndefined();
      standing = advance(advance(standing, start(id), index * 1000), finish(id), (index + 1) * 1000);
    }

    expect(remainingMs(standing, 5000)).toBe(15_000);
  });

  it('does not count what was never asked into the pace', () => {
    let standing = advance(nothingYet, plan, 0);
    for (const id of ids.slice(10)) standing = advance(standing, finish(id), 0);
    for (const id of ids.slice(0, 5)) standing = advance(advance(standing, start(id), 0), finish(id), 5000);

    expect(remainingMs(standing, 5000)).toBe(5000);
    expect(describeStanding(standing, 5000)).toBe('15 of 20, 15 pass, about 5 s to go');
  });
});

describe('createProgress without a terminal', () => {
  it('says a failure at once, and where the run stands now and then', () => {
    const cli = testCli();
    const progress = createProgress(cli.context);
    progress.step('building testbeds');
    cli.pass(5000);
    for (const event of [plan, start('split.s0@v1alpha4'), finish('split.s0@v1alpha4', 'fail')])
      progress.event(event);
    cli.pass(5000);
    cli.pass(5000);
    progress.close();

    expect(cli.err().split('\n')).toEqual([
      'building testbeds',
      'fail     split.s0@v1alpha4: wanted 90 of 100; got 10 of 100',
      '1 of 20, 0 pass, 1 fail',
      '',
    ]);
  });

  it('draws nothing over', () => {
    const cli = testCli();
    const progress = createProgress(cli.context);
    progress.event(plan);
    progress.log('a line');
    progress.close();

    expect(cli.err()).not.toContain('\r');
  });
});

describe('createProgress on a terminal', () => {
  it('keeps one line, draws it over, and takes it away at the end', () => {
    const cli = testCli({ interactive: true });
    const progress = createProgress(cli.context);
    progress.event(plan);
    progress.event(start('split.s0@v1alpha4'));
    cli.pass(200);
    progress.event(finish('split.s0@v1alpha4', 'fail'));
    progress.close();
    cli.pass(200);

    const lines = cli.err().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('0 of 20, 0 pass  split.s0@v1alpha4');
    expect(lines[0]).toContain(`${eraseLine}fail     split.s0@v1alpha4`);
    expect(lines[1]?.endsWith(`1 of 20, 0 pass, 1 fail${eraseLine}`)).toBe(true);
  });

  it('never draws a line that would wrap', () => {
    const cli = testCli({ interactive: true });
    const progress = createProgress(cli.context);
    progress.step('x'.repeat(300));

    expect(cli.err().replace(eraseLine, '').length).toBe(99);
  });
});
