import { describe, expect, it } from 'vitest';
import { judgeReachability, type ReachabilityTrial } from './reachability.ts';
import { ended, probe, reached, received, status } from './testing/probes.ts';
import type { Verdict } from './verdict.ts';

const answered = probe(reached('server', 3));

function judge(expectation: 'reached' | 'denied', trial: Partial<ReachabilityTrial>): Verdict {
  return judgeReachability({
    expectation,
    subject: 'GET /admin from client-a to server',
    workloads: ['server'],
    probe: answered,
    received: [],
    controlBefore: answered,
    controlAfter: answered,
    ...trial,
  });
}

describe('denied', () => {
  it.each(['refused', 'reset', 'closed', 'timeout', 'garbled'] as const)(
    'is %s between answered controls',
    (kind) => {
      expect(judge('denied', { probe: probe(ended(kind, 5)), received: [received(0)] }).verdict).toBe('pass');
    },
  );

  it.each([403, 404, 401, 502, 503, 302])('is status %i, whichever the mesh chose', (code) => {
    const verdict = judge('denied', { probe: probe(status(code, 5)), received: [received(0)] });
    expect(verdict).toMatchObject({
      verdict: 'pass',
      because: expect.stringContaining(`5 × status ${code}`) as string,
    });
  });

  it('is violated by one answer among many', () => {
    const verdict = judge('denied', { probe: probe(status(403, 99), reached('server', 1)) });
    expect(verdict).toMatchObject({
      verdict: 'fail',
      wanted: 'No application sees any of 100 requests: GET /admin from client-a to server is not allowed.',
      got: 'Answered: server 1 request.',
    });
  });

  it('is violated when another workload answers', () => {
    const verdict = judge('denied', { probe: probe(reached('other', 2)) });
    expect(verdict).toMatchObject({
      verdict: 'fail',
      diagnosis: expect.stringContaining('to another workload than server') as string,
    });
  });

  it('is violated when the application saw what the client was refused', () => {
    const verdict = judge('denied', { probe: probe(status(403, 5)), received: [received(0), received(5)] });
    expect(verdict).toMatchObject({
      verdict: 'fail',
      got: 'The client saw 5 × status 403, but the application received 5 requests.',
      diagnosis: expect.stringContaining('not denied') as string,
    });
  });

  it('is violated by a success that no application gave', () => {
    const verdict = judge('denied', { probe: probe(status(200, 5)), received: [received(0)] });
    expect(verdict).toMatchObject({
      verdict: 'fail',
      diagnosis: expect.stringContaining('as if they had succeeded') as string,
    });
  });

  it.each([
    { which: 'before', trial: { controlBefore: probe(ended('timeout', 3)) } },
    { which: 'after', trial: { controlAfter: probe(reached('server', 2), ended('refused', 1)) } },
    { which: 'before', trial: { controlBefore: probe() } },
  ])('cannot be told when the control $which was not answered', ({ which, trial }) => {
    const verdict = judge('denied', { probe: probe(ended('refused', 5)), received: [received(0)], ...trial });
    expect(verdict).toMatchObject({
      verdict: 'inconclusive',
      because: expect.stringContaining(`The control ${which}`) as string,
    });
  });

  it('stays violated when the controls were not answered', () => {
    const verdict = judge('denied', {
      probe: probe(reached('server', 1)),
      controlAfter: probe(ended('timeout', 3)),
    });
    expect(verdict.verdict).toBe('fail');
  });

  it('is not a name that does not resolve, nor the client running out of ports', () => {
    expect(judge('denied', { probe: probe(ended('unresolved', 5)) }).verdict).toBe('inconclusive');
    expect(judge('denied', { probe: probe(ended('unroutable', 5)) }).verdict).toBe('inconclusive');
    expect(judge('denied', { probe: probe(status(403, 4), ended('local', 1)) }).verdict).toBe('error');
    expect(judge('denied', { probe: probe() }).verdict).toBe('error');
  });
});

describe('reached', () => {
  it('bears the loss of datagrams, but not of all of them', () => {
    const some = { probe: probe(reached('server', 1), ended('timeout', 9)), mayBeLost: true };
    expect(judge('reached', some).verdict).toBe('pass');
    expect(judge('reached', { ...some, mayBeLost: false }).verdict).toBe('fail');
    const none = { probe: probe(ended('timeout', 10)), mayBeLost: true };
    expect(judge('reached', none).verdict).toBe('fail');
    const others = { probe: probe(reached('other', 1), ended('timeout', 9)), mayBeLost: true };
    expect(judge('reached', others).verdict).toBe('fail');
  });

  it('is an answer by an agent of a wanted workload to every request', () => {
    const verdict = judge('reached', { probe: probe(reached('server', 5)), received: [received(5)] });
    expect(verdict).toMatchObject({
      verdict: 'pass',
      because: 'All 5 requests were answered (GET /admin from client-a to server): server 5 requests.',
    });
  });

  it('is not an answer by another workload', () => {
    expect(judge('reached', { probe: probe(reached('server', 4), reached('other', 1)) })).toMatchObject({
      verdict: 'fail',
      got: 'Answered by others: other 1 request.',
    });
  });

  it.each([
    { probed: probe(status(403, 5)), log: received(0), diagnosis: 'none of them' },
    { probed: probe(status(403, 2), reached('server', 3)), log: received(3), diagnosis: 'in part' },
    { probed: probe(status(502, 5)), log: received(5), diagnosis: 'did not get every answer' },
  ])('is violated otherwise, and the log says where: $diagnosis', ({ probed, log, diagnosis }) => {
    expect(judge('reached', { probe: probed, received: [log] })).toMatchObject({
      verdict: 'fail',
      diagnosis: expect.stringContaining(diagnosis) as string,
    });
  });

  it('is not even success without the token of an agent', () => {
    expect(judge('reached', { probe: probe(status(200, 5)) }).verdict).toBe('fail');
  });

  it('cannot be told of a destination that is dead or has no address', () => {
    const dead = probe(ended('timeout', 3));
    expect(judge('reached', { probe: probe(ended('timeout', 5)), controlBefore: dead }).verdict).toBe(
      'inconclusive',
    );
    expect(judge('reached', { probe: probe(ended('unresolved', 5)) }).verdict).toBe('inconclusive');
    expect(judge('reached', { probe: probe(ended('local', 5)) }).verdict).toBe('error');
    expect(judge('reached', { probe: probe() }).verdict).toBe('error');
  });

  it('reports requests that arrived more than once', () => {
    const verdict = judge('reached', {
      probe: probe(reached('server', 5)),
      received: [received(4, 3), received(3, 2)],
    });
    expect(verdict).toMatchObject({ data: { received: 5, repeated: 2 } });
  });
});
