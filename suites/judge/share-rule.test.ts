import { describe, expect, it } from 'vitest';
import { designShares, judgeLook, ShareCountError, type LookJudgement } from './share-rule.ts';

const design = designShares([90, 10]);
const last = design.looks.length - 1;

/** Judges a look at which the backend of weight 10 answered so many requests, and the other the rest. */
function judge(look: number, minority: number): LookJudgement {
  const n = design.looks[look]?.n ?? 0;
  return judgeLook(design, look, [n - minority, minority], 0);
}

function zone(look: number): { least: number; most: number; passLeast: number; passMost: number } {
  const accepted = design.looks[look]?.accepted[1];
  if (accepted === undefined) throw new Error(`no look ${look}`);
  return accepted;
}

describe('judgeLook', () => {
  it('fails just outside the accepted counts and not just inside', () => {
    for (const look of design.looks.keys()) {
      const { least, most } = zone(look);
      expect(judge(look, least - 1).decision).toBe('fail');
      expect(judge(look, most + 1).decision).toBe('fail');
      expect(judge(look, least).decision).not.toBe('fail');
      expect(judge(look, most).decision).not.toBe('fail');
    }
  });

  it('draws on between the zones, and passes within', () => {
    const { least, passLeast, passMost } = zone(4);
    expect(judge(4, passLeast).decision).toBe('pass');
    expect(judge(4, passMost).decision).toBe('pass');
    expect(judge(4, passMost + 1).decision).toBe('continue');
    expect(judge(4, least + 1).decision).toBe('continue');
  });

  it('never passes before the first look that may', () => {
    expect(judge(0, 30).decision).toBe('continue');
  });

  it('judges missing answers where they are worst', () => {
    const { least, passMost } = zone(last);
    const n = design.looks[last]?.n ?? 0;
    // Too few, unless the missing answer was this backend's: neither failed nor passed.
    expect(judgeLook(design, last, [n - least, least - 1], 1).decision).toBe('continue');
    // Too few wherever it belongs.
    expect(judgeLook(design, last, [n - least + 1, least - 2], 1).decision).toBe('fail');
    // Few enough, unless it was this backend's.
    expect(judgeLook(design, last, [n - passMost - 1, passMost], 1).decision).toBe('continue');
    expect(judgeLook(design, last, [n - passMost, passMost - 1], 1).decision).toBe('pass');
  });

  it('gives missing answers to any one backend of three, but to none of weight 0', () => {
    const three = designShares([1, 1, 1, 0]);
    const look = 4;
    const { n } = three.looks[look] ?? { n: 0 };
    const { passMost } = three.looks[look]?.accepted[0] ?? { passMost: 0 };
    const rest = Math.floor((n - passMost) / 2);
    expect(judgeLook(three, look, [passMost, n - passMost - rest, rest, 0], 0).decision).toBe('pass');
    expect(judgeLook(three, look, [passMost, n - passMost - rest, rest - 1, 0], 1).decision).toBe('continue');
    expect(judgeLook(three, look, [passMost - 1, n - passMost - rest, rest, 0], 1).decision).toBe('pass');
  });

  it('fails on one request at a weight of 0', () => {
    const zero = designShares([90, 10, 0]);
    const n = zero.looks[0]?.n ?? 0;
    expect(judgeLook(zero, 0, [n * 0.9, n * 0.1 - 1, 1], 0).decision).toBe('fail');
    expect(judgeLook(zero, 0, [n * 0.9, n * 0.1, 0], 0).decision).toBe('continue');
  });

  it('says all that it decided by', () => {
    const judgement = judge(0, 200);
    expect(judgement).toMatchObject({
      decision: 'fail',
      look: 0,
      n: 300,
      unanswered: 0,
      alpha: 1e-8,
      beta: 1e-5,
    });
    expect(judgement.backends[1]).toEqual({ weight: 10, share: 0.1, count: 200, accepted: zone(0) });
  });

  it('refuses counts that are not those of the look', () => {
    expect(() => judgeLook(design, 0, [100, 10], 0)).toThrow(ShareCountError);
    expect(() => judgeLook(design, 0, [300], 0)).toThrow(ShareCountError);
    expect(() => judgeLook(design, 99, [270, 30], 0)).toThrow(ShareCountError);
  });
});
