import type { OutcomeCount, ProbeResult, ReceivedAnswer } from '../../fixtures/agent/protocol.ts';
import { countsInWords, tally, unansweredInWords, unansweredOf, type Tally } from './tally.ts';
import type { Verdict } from './verdict.ts';
import { counted, listed } from './words.ts';
import { sumOf } from './whole-numbers.ts';

export interface ReachabilityTrial {
  readonly expectation: 'reached' | 'denied';
  /** Who asks whom for what, as the object of a sentence: `GET /admin from client-a to server`. */
  readonly subject: string;
  /** Workloads that the requests are meant for. */
  readonly workloads: readonly string[];
  readonly probe: ProbeResult;
  /** Datagrams may be lost without anybody's decision, so that one answer is enough to say that they are let through. */
  readonly mayBeLost?: boolean;
  /** What the servers in all destination pods logged of that batch. */
  readonly received: readonly ReceivedAnswer[];
  /** Probes of the same destination that nothing denies, just before and just after. */
  readonly controlBefore: ProbeResult;
  readonly controlAfter: ProbeResult;
}

/** `data` of a verdict on reachability. */
export interface ReachabilityFindings extends Tally {
  readonly expectation: 'reached' | 'denied';
  /** Requests that the destination's servers logged, each id once. */
  readonly received: number;
  /** Requests that they logged more than once: retried or mirrored. */
  readonly repeated: number;
  readonly controls: { readonly before: Tally; readonly after: Tally };
}

/**
 * Judges whether a workload was reached, or kept from being reached.
 *
 * `denied` means that no application saw a request, between two controls that were all answered; what the client saw in its
 * place (any status but success, refused, reset, closed, timed out) is the mesh's choice. `reached` means that agents of the
 * workloads answered every request. A violation stands whatever the controls say; without one, trouble of the client is the
 * suite's error, and a name that does not resolve or a destination that does not answer its controls is inconclusive.
 */
export function judgeReachability(trial: ReachabilityTrial): Verdict {
  const seen = tally(trial.probe.outcomes);
  const data: ReachabilityFindings = {
    ...seen,
    expectation: trial.expectation,
    received: sumOf(trial.received.map(({ distinct }) => distinct)),
    repeated: sumOf(trial.received.map(({ count, distinct }) => count - distinct)),
    controls: { before: tally(trial.controlBefore.outcomes), after: tally(trial.controlAfter.outcomes) },
  };
  return trial.expectation === 'denied' ? judgeDenied(trial, data) : judgeReached(trial, data);
}

function judgeDenied(trial: ReachabilityTrial, data: ReachabilityFindings): Verdict {
  const wanted = `No application sees any of ${counted(data.sent, 'request')}: ${trial.subject} is not allowed.`;
  const fail = (got: string, diagnosis: string | undefined): Verdict => ({
    verdict: 'fail',
    wanted,
    got,
    diagnosis,
    data,
  });
  if (data.workloads.length > 0) {
    const elsewhere = data.workloads.every(({ name }) => !trial.workloads.includes(name));
    return fail(
      `Answered: ${countsInWords(data.workloads)}.`,
      elsewhere
        ? `The requests were let through, and to another workload than ${listed(trial.workloads)}.`
        : undefined,
    );
  }
  if (data.received > 0) {
    return fail(
      `The client saw ${unansweredInWords(data.unanswered)}, but the application received ${counted(data.received, 'request')}.`,
      'The answer was withheld after the application had been asked: the request itself was not denied.',
    );
  }
  const unclear = nothingToSay(trial, data) ?? controlsUnanswered(trial, data);
  if (unclear !== undefined) return unclear;
  const successes = successfulStatuses(trial.probe.outcomes);
  if (successes > 0) {
    return fail(
      `${successes} of ${counted(data.sent, 'request')} answered as a success that no application gave: ${unansweredInWords(data.unanswered)}.`,
      'A proxy answers denied requests as if they had succeeded, so a client cannot know that it was denied.',
    );
  }
  const because =
    `None of ${counted(data.sent, 'request')} came to an application (${trial.subject}: ${unansweredInWords(data.unanswered)}), ` +
    'while the controls before and after were all answered.';
  return { verdict: 'pass', because, data };
}

function judgeReached(trial: ReachabilityTrial, data: ReachabilityFindings): Verdict {
  const wanted = `All ${counted(data.sent, 'request')} answered by ${listed(trial.workloads)}: ${trial.subject} is allowed.`;
  const fail = (got: string, diagnosis: string | undefined): Verdict => ({
    verdict: 'fail',
    wanted,
    got,
    diagnosis,
    data,
  });
  const others = data.workloads.filter(({ name }) => !trial.workloads.includes(name));
  if (others.length > 0) return fail(`Answered by others: ${countsInWords(others)}.`, undefined);
  const missing = unansweredOf(data.unanswered);
  if (data.sent > 0 && missing === 0) {
    const because = `All ${counted(data.sent, 'request')} were answered (${trial.subject}): ${countsInWords(data.workloads)}.`;
    return { verdict: 'pass', because, data };
  }
  if (trial.mayBeLost === true && missing < data.sent) {
    const because = `${data.sent - missing} of ${counted(data.sent, 'datagram')} were answered (${trial.subject}); that others were lost is nobody's decision.`;
    return { verdict: 'pass', because, data };
  }
  const unclear = nothingToSay(trial, data) ?? controlsUnanswered(trial, data);
  if (unclear !== undefined) return unclear;
  const got = `${missing} of ${counted(data.sent, 'request')} not answered by a workload: ${unansweredInWords(data.unanswered)}.`;
  return fail(got, diagnosisOfMissing(data, missing));
}

/** Where allowed requests stayed, as far as the servers' logs tell. */
function diagnosisOfMissing(data: ReachabilityFindings, missing: number): string {
  const answered = data.sent - missing;
  if (data.received > answered) {
    return `The application received ${counted(data.received, 'request')} and answered, but the client did not get every answer.`;
  }
  return answered === 0
    ? 'The application received none of them: they ended on the way.'
    : 'The application received only some of them: they are let through in part.';
}

/** Nothing sent, the client's own trouble, or no destination to speak of. */
function nothingToSay(trial: ReachabilityTrial, data: ReachabilityFindings): Verdict | undefined {
  if (data.sent === 0) return { verdict: 'error', because: `No request was sent (${trial.subject}).`, data };
  const seen = unansweredInWords(data.unanswered);
  if (data.unanswered.local > 0) {
    return {
      verdict: 'error',
      because: `The client had trouble of its own (${trial.subject}): ${seen}.`,
      data,
    };
  }
  const nowhere = trial.probe.outcomes.some(
    ({ outcome, count }) => count > 0 && (outcome.kind === 'unresolved' || outcome.kind === 'unroutable'),
  );
  if (!nowhere) return undefined;
  const because = `The client found no address to send to (${trial.subject}: ${seen}), which no rule of access explains.`;
  return { verdict: 'inconclusive', because, data };
}

/** A destination that does not answer what is allowed can neither deny nor be denied. */
function controlsUnanswered(trial: ReachabilityTrial, data: ReachabilityFindings): Verdict | undefined {
  const { before, after } = data.controls;
  const silent = [
    { when: 'before', control: before },
    { when: 'after', control: after },
  ].filter(({ control }) => control.sent === 0 || unansweredOf(control.unanswered) > 0);
  if (silent.length === 0) return undefined;
  const what = silent.map(({ when, control }) =>
    control.sent === 0
      ? `the control ${when} was not sent`
      : `the control ${when} had ${unansweredInWords(control.unanswered)} in ${counted(control.sent, 'request')}`,
  );
  const because = `${listed(what)}, so what became of ${trial.subject} (${unansweredInWords(data.unanswered)}) cannot be laid to access.`;
  return { verdict: 'inconclusive', because: because.charAt(0).toUpperCase() + because.slice(1), data };
}

function successfulStatuses(outcomes: readonly OutcomeCount[]): number {
  return sumOf(
    outcomes.map(({ outcome, count }) =>
      outcome.kind === 'status' && outcome.status >= 200 && outcome.status < 300 ? count : 0,
    ),
  );
}
