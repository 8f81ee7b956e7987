import { describe, expect, it } from 'vitest';
import { gradeOf, scoreOf } from './grade.mjs';

const result = (id, rest = {}) => ({ id, outcome: 'pass', level: 'MUST', ...rest });
const usual = { open: 'one' };

describe('the grade of a mutant', () => {
  it.each([
    ['survived', [result('a'), result('open', { level: 'AMBIG', observation: 'one' })], 'whole'],
    ['killed', [result('a'), result('b', { outcome: 'fail' })], 'whole'],
    ['killed', [result('a', { outcome: 'fail', level: 'implied' })], 'enough'],
    ['killed', [result('a', { outcome: 'fail' }), result('b', { outcome: 'error' })], 'no result for 90 s'],
    ['seen', [result('open', { level: 'AMBIG', observation: 'two' })], 'whole'],
    ['seen', [result('a', { outcome: 'fail', level: 'SHOULD' })], 'whole'],
    ['broken', [result('a'), result('b', { outcome: 'inconclusive' })], 'whole'],
    ['broken', [result('a', { outcome: 'error' })], 'whole'],
    ['broken', [], 'exit code 3'],
    ['broken', [result('a')], 'not at its end within 240 s'],
  ])('%s, of %j, ended %s', (grade, results, ended) => {
    expect(gradeOf(results, usual, ended).grade).toBe(grade);
  });

  it('names what is red, what differs and what has no verdict', () => {
    const results = [
      result('b', { outcome: 'fail' }),
      result('a', { outcome: 'fail' }),
      result('c', { outcome: 'error' }),
      result('open', { level: 'SILENT', observation: 'two' }),
    ];
    expect(gradeOf(results, usual, 'whole')).toEqual({
      grade: 'killed',
      fails: ['a', 'b'],
      differences: ['open: two, usually one'],
      unsure: ['c'],
    });
  });
});

describe('the score', () => {
  it('leaves out what does not work and what is the same program', () => {
    const trials = ['killed', 'killed', 'seen', 'survived', 'broken', 'same'].map((grade) => ({ grade }));
    expect(scoreOf(trials)).toEqual({
      counts: { killed: 2, seen: 1, broken: 1, survived: 1, same: 1 },
      score: 0.75,
    });
    expect(scoreOf([]).score).toBeUndefined();
  });
});
