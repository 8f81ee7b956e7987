import { describe, expect, it } from 'vitest';
import { make, mistakesIn, operatorNames } from './operators.mjs';

/** What an operator makes of a source, one text for each mistake. */
const made = (operator, text) =>
  mistakesIn(text)
    .filter((mistake) => mistake.operator === operator)
    .map((mistake) => make(mistake, text));

describe('the operators', () => {
  it.each([
    ['negate', 'if (a) b();', ['if (!(a)) b();']],
    ['negate', 'x = a ? b : c;', ['x = !(a) ? b : c;']],
    ['logic', 'x = a && b;', ['x = a || b;']],
    ['logic', 'x = a || b;', ['x = a && b;']],
    ['equality', 'x = a === b;', ['x = a !== b;']],
    ['equality', 'x = a !== b;', ['x = a === b;']],
    ['boundary', 'x = a < b;', ['x = a <= b;']],
    ['boundary', 'x = a >= b;', ['x = a > b;']],
    ['arithmetic', 'x = a + b;', ['x = a - b;']],
    ['arithmetic', 'x -= a;', ['x += a;']],
    ['arithmetic', "x = a + 'b';", []],
    ['arithmetic', 'x = `${a}` + b;', []],
    ['fallback', 'x = a ?? b;', ['x = a;']],
    ['fallback', 'x = a?.b;', ['x = a.b;']],
    ['fallback', 'x = a?.[0];', ['x = a[0];']],
    ['fallback', 'a?.();', ['a();']],
    ['statement', 'a(); b = c;', ['; b = c;', 'a(); ;']],
    ['statement', 'class A extends B { constructor() { super(); } }', []],
    ['call', 'x = a.filter(b).map(c);', ['x = a.map(c);']],
    ['call', 'x = a.toLowerCase();', ['x = a;']],
    ['call', 'x = [...a].sort(b);', ['x = [...a];']],
    ['call', 'x = filter(a);', []],
    ['quantifier', 'x = a.every(b);', ['x = a.some(b);']],
    ['quantifier', 'x = a.some(b);', ['x = a.every(b);']],
    ['boolean', 'x = true;', ['x = false;']],
    ['key', 'x = `${a}/${b}`;', ["x = `${''}/${b}`;", "x = `${a}/${''}`;"]],
    ['key', 'x = `${a}:`;', []],
    ['string', "x = 'a';", ["x = '';"]],
    ['string', "x = '';", []],
    ['number', 'x = 1;', ['x = 2;', 'x = 0;']],
    ['number', 'x = 0;', ['x = 1;', 'x = (-1);']],
    ['number', 'x = 1000n;', ['x = 1001n;']],
    ['return', 'const f = () => a;', ['const f = () => undefined;']],
    ['return', 'function f() { return; }', []],
    [
      'return',
      'function f(): boolean { return a; }',
      [true, false].map((value) => `function f(): boolean { return ${value}; }`),
    ],
    ['return', 'function f(): boolean { return true; }', ['function f(): boolean { return false; }']],
    [
      'return',
      'function f(): readonly A[] { return a; }',
      ['[]', '(a).slice(0, 1)'].map((value) => `function f(): readonly A[] { return ${value}; }`),
    ],
    [
      'return',
      'function f(): A[] { return a.map((b) => b); }',
      [
        'function f(): A[] { return []; }',
        'function f(): A[] { return (a.map((b) => b)).slice(0, 1); }',
        'function f(): A[] { return a.map((b) => undefined); }',
      ],
    ],
  ])('%s: %s', (operator, text, wanted) => {
    expect(made(operator, text)).toEqual(wanted);
  });

  it('leave types and imports alone', () => {
    const text =
      "import a from 'a';\ntype A = 'x' | 'y';\ninterface B { readonly c: 'z' }\nconst d = b as 'w';";
    expect(mistakesIn(text)).toEqual([]);
  });

  it('each find something in a source that has it', () => {
    const text =
      "function f(a) { if (a && a.some((x) => x < 1 + 2)) g(true, 'h', `${a}${a}`); return a?.sort() === b; }";
    expect(operatorNames.filter((name) => made(name, text).length === 0)).toEqual([]);
  });

  it('say where, by line', () => {
    expect(mistakesIn('\n\nx = true;').map(({ line }) => line)).toEqual([3, 3]);
  });
});
