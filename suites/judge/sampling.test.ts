import { describe, expect, it } from 'vitest';
import { judgeShares } from './sampling.ts';
import { designShares } from './share-rule.ts';
import type { ShareSample } from './share-sample.ts';
import type { ShareFindings } from './share-verdict.ts';
import type { SplitWorld } from './suspects.ts';
import { seededRandom } from './testing/random.ts';
import {
  blockRotation,
  drawFrom,
  independent,
  smoothRotation,
  sticky,
  workers,
  type Scheduler,
} from './testing/schedulers.ts';
import type { Unanswered } from './tally.ts';
import type { Verdict } from './verdict.ts';

const names = ['v1', 'v2'];

async function judge(weights: readonly number[], scheduler: Scheduler, world?: SplitWorld): Promise<Verdict> {
  const design = designShares(weights);
  const known = world === undefined ? {} : { world };
  return await judgeShares({ design, names, draw: drawFrom(scheduler, weights.length), ...known });
}

function found(verdict: Verdict): ShareFindings {
  return verdict.data as ShareFindings;
}

describe('right meshes', () => {
  it('passes a smooth rotation in every phase, by its exactness', async () => {
    for (let phase = 0; phase < 10; phase += 1) {
      const verdict = await judge([90, 10], smoothRotation([90, 10], phase));
      expect(verdict).toMatchObject({ verdict: 'pass', data: { by: 'rotation', n: 280, draws: 7 } });
    }
  });

  it('passes a rotation in blocks in every phase', async () => {
    for (let phase = 0; phase < 100; phase += 1) {
      expect((await judge([90, 10], blockRotation([90, 10], phase))).verdict).toBe('pass');
    }
    for (let phase = 0; phase < 1500; phase += 50) {
      expect((await judge([1000, 500], blockRotation([1000, 500], phase))).verdict).toBe('pass');
    }
  });

  it.each([{ weights: [90, 10] }, { weights: [50, 50] }, { weights: [75, 25] }, { weights: [1, 2] }])(
    'passes eight workers that each rotate, $weights',
    async ({ weights }) => {
      for (let seed = 1; seed <= 10; seed += 1) {
        const each = Array.from({ length: 8 }, (_, i) => smoothRotation(weights, 3 * i));
        expect((await judge(weights, workers(each, seededRandom(seed)))).verdict).toBe('pass');
      }
    },
  );

  it.each([{ weights: [90, 10] }, { weights: [50, 50] }, { weights: [1, 2] }, { weights: [10, 151] }])(
    'passes independent picks, $weights',
    async ({ weights }) => {
      let requests = 0;
      for (let seed = 1; seed <= 40; seed += 1) {
        const verdict = await judge(weights, independent(weights, seededRandom(seed)));
        expect(verdict.verdict).toBe('pass');
        requests += found(verdict).n;
      }
      expect(requests / 40).toBeLessThan(4000);
    },
  );

  it('passes whole-percent rounding of thirds, which is no error of five points', async () => {
    const design = designShares([1, 1, 1]);
    const draw = drawFrom(independent([33, 33, 34], seededRandom(3)), 3);
    expect((await judgeShares({ design, names: ['v1', 'v2', 'v3'], draw })).verdict).toBe('pass');
  });
});

describe('wrong meshes', () => {
  const random = seededRandom(11);
  const world: SplitWorld = {
    backends: [
      { name: 'v1', weight: 90, endpoints: 1 },
      { name: 'v2', weight: 10, endpoints: 3 },
    ],
    previous: { v1: 0.5, v2: 0.5 },
  };

  it.each([
    { fault: 'even per service', scheduler: independent([1, 1], random), diagnosis: 'the same' },
    { fault: 'even in rotation', scheduler: smoothRotation([1, 1]), diagnosis: 'the same' },
    { fault: 'per endpoint', scheduler: independent([1, 3], random), diagnosis: 'every endpoint the same' },
    { fault: 'weight times endpoints', scheduler: smoothRotation([3, 1]), diagnosis: 'replicas multiply' },
    { fault: 'swapped', scheduler: independent([10, 90], random), diagnosis: 'reverse order' },
    { fault: 'sticky', scheduler: sticky(0), diagnosis: 'everything to v1' },
    { fault: 'sticky to the other', scheduler: sticky(1), diagnosis: 'everything to v2' },
  ])('fails $fault at the first look, and names it', async ({ scheduler, diagnosis }) => {
    const verdict = await judge([90, 10], scheduler, world);
    expect(verdict).toMatchObject({
      verdict: 'fail',
      diagnosis: expect.stringContaining(diagnosis) as string,
      data: { by: 'look', look: { number: 1 } },
    });
  });

  it('fails 85/15 where 90/10 is wanted, rotation or not', async () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      expect((await judge([90, 10], independent([85, 15], seededRandom(seed)))).verdict).toBe('fail');
    }
    expect((await judge([90, 10], smoothRotation([85, 15]))).verdict).toBe('fail');
    const each = Array.from({ length: 8 }, (_, i) => smoothRotation([85, 15], i));
    expect((await judge([90, 10], workers(each, seededRandom(1)))).verdict).toBe('fail');
    for (let phase = 0; phase < 100; phase += 7) {
      expect((await judge([90, 10], blockRotation([85, 15], phase))).verdict).toBe('fail');
    }
  });

  it('fails at once on an answer by a stranger or by a weight of 0', async () => {
    const once = (backend: number): Scheduler => {
      const rest = smoothRotation([90, 10]);
      let sent = 0;
      return () => (++sent === 30 ? backend : rest());
    };
    const stranger = await judge([90, 10], once(2));
    expect(stranger).toMatchObject({ verdict: 'fail', data: { by: 'stranger', n: 40 } });
    expect(stranger).toMatchObject({ got: expect.stringContaining('not allowed: v0 1 request') as string });
    const zero = await judgeShares({
      design: designShares([90, 10, 0]),
      names: ['v1', 'v2', 'v3'],
      draw: drawFrom(once(2), 3),
    });
    expect(zero).toMatchObject({ verdict: 'fail', data: { by: 'stranger', n: 40 } });
    expect(zero).toMatchObject({ got: expect.stringContaining('v3 (weight 0) 1 request') as string });
  });

  it('says what was wanted and what came, in counts', async () => {
    const verdict = await judge([90, 10], smoothRotation([1, 1]));
    expect(verdict).toMatchObject({
      wanted:
        'v1 90 % and v2 10 % of all requests (weights 90 and 10): of 300 requests v1 234 to 296 and v2 4 to 66, ' +
        'which a mesh that is right leaves with probability below 1e-8.',
      got: 'Of 300 requests v1 answered 150 (50 %) and v2 answered 150 (50 %).',
      diagnosis: undefined,
    });
  });
});

describe('a share too small for the number of requests', () => {
  it('passes with what could not be told', async () => {
    const verdict = await judge([1, 160], independent([1, 160], seededRandom(5)));
    expect(verdict).toMatchObject({
      verdict: 'pass',
      because: expect.stringContaining(
        'Errors that could pass with this many requests: v1 by 0.62 points',
      ) as string,
    });
  });
});

describe('missing answers', () => {
  /** A right rotation in which one of every so many requests ends otherwise, the 25th first. */
  function losing(every: number, kind: 'status' | 'lost' | 'local'): (n: number) => Promise<ShareSample> {
    const next = smoothRotation([90, 10]);
    let sent = 0;
    return (n) => {
      const counts = [0, 0];
      const troubles = { status: 0, lost: 0, local: 0 };
      for (let i = 0; i < n; i += 1) {
        const picked = next();
        if (sent++ % every === 24) troubles[kind] += 1;
        else counts[picked] = (counts[picked] ?? 0) + 1;
      }
      const unanswered: Unanswered = {
        ...troubles,
        kinds: troubles[kind] > 0 ? [{ name: kind, count: troubles[kind] }] : [],
      };
      return Promise.resolve({ sent: n, counts, strangers: [], unanswered });
    };
  }

  async function judgeLosing(every: number, kind: 'status' | 'lost' | 'local'): Promise<Verdict> {
    return await judgeShares({ design: designShares([90, 10]), names, draw: losing(every, kind) });
  }

  it.each(['status', 'lost', 'local'] as const)(
    'bears one in a thousand (%s), and reports it',
    async (kind) => {
      const verdict = await judgeLosing(2000, kind);
      expect(verdict).toMatchObject({ verdict: 'pass', data: { by: 'look', unanswered: { [kind]: 1 } } });
    },
  );

  it.each([
    { kind: 'status', verdict: 'fail' },
    { kind: 'lost', verdict: 'inconclusive' },
    { kind: 'local', verdict: 'error' },
  ] as const)('does not bear one in forty: $kind is $verdict', async ({ kind, verdict }) => {
    const ended = await judgeLosing(40, kind);
    expect(ended).toMatchObject({ verdict, data: { by: 'unanswered' } });
    expect(found(ended).n).toBeLessThanOrEqual(300);
  });

  it('is an error when the client accounts for fewer requests than it was asked to send', async () => {
    const draw = (n: number): Promise<ShareSample> => drawFrom(smoothRotation([90, 10]), 2)(n - 1);
    expect(await judgeShares({ design: designShares([90, 10]), names, draw })).toMatchObject({
      verdict: 'error',
      data: { by: 'miscount' },
    });
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const draw = drawFrom(smoothRotation([90, 10]), 2);
    await expect(judgeShares({ design: designShares([90, 10]), names, draw, signal })).rejects.toThrow(
      'enough',
    );
  });
});
