import type { AnswerSample, ProbeResult, Responder } from '../../../fixtures/agent/protocol.ts';
import type { AgentPod, ProbeRequest, Request } from '../../../fixtures/testbed/agent-pod.ts';
import type { Convergence } from '../../judge/convergence.ts';
import type { Gate } from '../../judge/gate.ts';
import { shareGate } from '../../judge/gates.ts';
import { kindInWords, tally, type Unanswered } from '../../judge/tally.ts';
import type { Verdict } from '../../judge/verdict.ts';
import { conclude } from '../conclude.ts';
import type { Shares } from '../state.ts';
import type { KnownService } from '../workloads/services.ts';
import { describeDuration } from '../../../words/duration.ts';
import { inPlaces, renamed } from './outcomes.ts';
import { gateTimeoutMs, passGate, spacing, type TrafficScope } from './waiting.ts';

/** Requests of one batch of a gate: misses a tenth of the traffic in 4 of 100 batches, and then looks again. */
const gateBatch = 30;
/** Where a change shows for all of a client's requests or for none, and one workload is to answer them all. */
const gateBatchAtOnce = 8;
/** Unless a scenario asks for more: a leak of 6.7 % shows with a probability of 99.9 %. */
export const usualRequests = 100;

/** One client that calls one service: sends, waits for a state to be in force, and writes down what came of it. */
export class Caller {
  readonly scope: TrafficScope;
  readonly service: KnownService;
  readonly request: Request;
  readonly #client: AgentPod;
  /** The first answer of each kind that was not an application's, for whoever reads a failure. */
  readonly #odd = new Map<string, AnswerSample>();

  constructor(scope: TrafficScope, client: AgentPod, service: KnownService, request: Request) {
    this.scope = scope;
    this.#client = client;
    this.service = service;
    this.request = request;
  }

  /** The shares of the service before the latest change, where it had others. */
  get previous(): Shares | undefined {
    return this.scope.state.previousShares(this.service.name);
  }

  /** Waits until the shares are in force; answers with a sentence when they were not in time. */
  async awaitShares(
    shares: Shares,
    previous: Shares | undefined,
    nameOf?: (responder: Responder) => string,
  ): Promise<readonly string[]> {
    const gate = shareGate({
      shares,
      spacingMs: spacing(this.scope.environment),
      ...(previous === undefined ? {} : { previous }),
    });
    const { atOnce } = this.scope.environment.options.profile.convergence;
    const requests =
      atOnce && Object.values(shares).filter((share) => share > 0).length === 1 ? gateBatchAtOnce : gateBatch;
    const ended = await this.pass(gate, nameOf, requests);
    return ended.converged
      ? []
      : [`The new state did not come into force within ${describeDuration(ended.elapsedMs)}: ${ended.why}`];
  }

  /** Waits for a gate with small batches of the same calls. */
  async pass(
    gate: Gate,
    nameOf?: (responder: Responder) => string,
    requests: number = gateBatch,
  ): Promise<Convergence> {
    return await passGate(this.scope, gate, async () => {
      const { outcomes } = await this.send(requests, gateTimeoutMs);
      return tally(nameOf === undefined ? outcomes : renamed(outcomes, nameOf));
    });
  }

  /** Requests for a verdict, as many as the samples of this scenario are large. */
  async sample(requests: number = usualRequests, timeoutMs?: number): Promise<ProbeResult> {
    return await this.send(this.scope.samples.requests(requests), timeoutMs);
  }

  async send(count: number, timeoutMs?: number): Promise<ProbeResult> {
    const patience = timeoutMs === undefined ? {} : { timeoutMs };
    const result = await this.probe({ ...patience, count });
    for (const sample of result.samples) {
      const key = kindInWords(sample.outcome);
      if (sample.outcome.kind !== 'reached' && !this.#odd.has(key)) this.#odd.set(key, sample);
    }
    return { ...result, outcomes: inPlaces(result.outcomes, this.scope.homeNamespace) };
  }

  /** Sends in a manner of its own, and keeps nothing of the answers. */
  async probe(manner: Partial<ProbeRequest> & Pick<ProbeRequest, 'count'>): Promise<ProbeResult> {
    return await this.#client.probe({ ...this.request, ...manner }, this.scope.signal);
  }

  /** Writes down what was looked at and not judged. */
  note(lines: readonly string[]): void {
    this.#odd.clear();
    this.scope.record.note(this.#title, lines);
  }

  /** What was lost without an answer speaks against the mesh only when the same client still reaches another service. */
  async conclude(verdict: Verdict, late: readonly string[]): Promise<void> {
    const { record } = this.scope;
    if (this.#odd.size > 0) {
      const samples = [...this.#odd.values()].map(describeSample);
      record.note(`${this.#title}: answers of no application`, samples);
    }
    this.#odd.clear();
    if (verdict.verdict !== 'inconclusive' || unresolved(verdict.data))
      return conclude(this.#title, verdict, record, late);
    const control = await this.controlAnswers();
    if (control === undefined) return conclude(this.#title, verdict, record, late);
    const failed: Verdict = {
      verdict: 'fail',
      wanted: 'Every request answered by a workload.',
      got: verdict.because,
      diagnosis: `Meanwhile ${control}, so it is this route that does not carry.`,
      data: verdict.data,
    };
    conclude(this.#title, failed, record, late);
  }

  /** Says so when the same client is answered by a service that nobody has changed. */
  async controlAnswers(): Promise<string | undefined> {
    return await this.scope.controlAnswers(this.#client);
  }

  get #title(): string {
    return `${this.#client.workload} to ${this.service.name}`;
  }
}

function describeSample({ requestId, outcome, responseHeaders, body }: AnswerSample): string {
  const detail = 'detail' in outcome ? outcome.detail : `${JSON.stringify(responseHeaders)} ${body}`;
  return `${requestId}: ${kindInWords(outcome)}: ${detail}`;
}

/** A name that nobody knows yet says nothing of the way to it. */
function unresolved(data: unknown): boolean {
  const { unanswered } = data as { readonly unanswered?: Unanswered };
  return unanswered?.kinds.some(({ name }) => name === 'unresolved' || name === 'unroutable') === true;
}
