import type { AnswerSample, OutcomeCount, ProbeResult, Responder } from '../../fixtures/agent/protocol.ts';
import type { AgentPod, Request } from '../../fixtures/testbed/agent-pod.ts';
import { judgeEachReached, judgeExclusive, judgeNever, requestsToReach } from '../judge/exclusive.ts';
import type { Granularity } from '../judge/granularity.ts';
import { shareGate } from '../judge/gates.ts';
import { judgeShares } from '../judge/sampling.ts';
import { designShares } from '../judge/share-design.ts';
import { shareSample } from '../judge/share-sample.ts';
import { kindInWords, tally, type Unanswered } from '../judge/tally.ts';
import type { Verdict } from '../judge/verdict.ts';
import { conclude } from './conclude.ts';
import type { Calls } from './context.ts';
import { aboutConditions } from './conditions.ts';
import { observeGrain } from './grain.ts';
import { merged, sightOf, steadyGate, type LookOptions, type Sight } from './sight.ts';
import { answeredAll, inPlaces, renamed } from './outcomes.ts';
import type { KnownService } from './services.ts';
import { gateTimeoutMs, passGate, settlingMs, spacing, type TrafficScope } from './waiting.ts';

/** Requests of one batch of a gate: misses a tenth of the traffic in 4 of 100 batches, and then looks again. */
const gateBatch = 30;
/** Unless a scenario asks for more: a leak of 6.7 % shows with a probability of 99.9 %. */
const usualRequests = 100;

/** Of those that wait for a workload with a small share. */
const rareBatch = 1000;
/** Of those that go on while something changes. */
const loadBatch = 200;

/** Calls of one client to one service. Every expectation waits for the gate, then judges fresh requests. */
export class ServiceCalls implements Calls {
  readonly #scope: TrafficScope;
  readonly #client: AgentPod;
  readonly #service: KnownService;
  readonly #request: Request;
  /** The first answer of each kind that was not an application's, for whoever reads a failure. */
  readonly #odd = new Map<string, AnswerSample>();

  constructor(scope: TrafficScope, client: AgentPod, service: KnownService, request: Request) {
    this.#scope = scope;
    this.#client = client;
    this.#service = service;
    this.#request = request;
  }

  async areShared(weights: Readonly<Record<string, number>>): Promise<void> {
    const names = Object.keys(weights);
    const values = Object.values(weights);
    const sum = values.reduce((total, weight) => total + weight, 0);
    const shares = Object.fromEntries(names.map((name, i) => [name, (values[i] ?? 0) / sum]));
    const previous = this.#scope.state.previousShares(this.#service.name);
    const late = await this.#converge(shares, previous);
    const verdict = await judgeShares({
      design: designShares(values, this.#scope.samples.shares),
      names,
      draw: async (n) =>
        shareSample(
          await this.#send(n),
          names.map((name) => [name]),
        ),
      world: {
        backends: names.map((name, i) => ({ name, weight: values[i] ?? 0 })),
        root: Object.fromEntries(this.#service.endpoints),
        ...(previous === undefined ? {} : { previous }),
      },
      signal: this.#scope.signal,
    });
    await this.#conclude(verdict, late);
  }

  async allReach(workload: string, options: { readonly requests?: number } = {}): Promise<void> {
    const late = await this.#converge(
      { [workload]: 1 },
      this.#scope.state.previousShares(this.#service.name),
    );
    const { outcomes } = await this.#sample(options.requests);
    const route = this.#scope.state.route(this.#service.name);
    const verdict = judgeExclusive({ only: [workload], outcomes });
    await this.#conclude(aboutConditions(verdict, workload, route, tally(outcomes)), late);
  }

  async reachEach(workloads: readonly string[]): Promise<void> {
    // The least share a right mesh or plain Kubernetes could give one of them is that of one endpoint among all.
    const share = 1 / Math.max(workloads.length, ...[this.#endpointCount()]);
    const late = await this.#converge(
      Object.fromEntries(workloads.map((name) => [name, 1 / workloads.length])),
      undefined,
    );
    const { outcomes } = await this.#send(
      Math.max(this.#scope.samples.requests(usualRequests), requestsToReach(share, 1e-10)),
    );
    await this.#conclude(
      judgeEachReached({ each: workloads.map((workload) => ({ workload, share })), outcomes }),
      late,
    );
    await this.#conclude(judgeExclusive({ only: workloads, outcomes }), late);
  }

  async arriveOn(ports: Readonly<Record<string, number>>): Promise<void> {
    const wanted = Object.entries(ports).map(([workload, port]) => `${workload}:${port}`);
    const share = 1 / wanted.length;
    const late = await this.#converge(
      Object.fromEntries(Object.keys(ports).map((workload) => [workload, share])),
      undefined,
    );
    const { outcomes } = await this.#send(
      Math.max(this.#scope.samples.requests(usualRequests), requestsToReach(share, 1e-10)),
    );
    const arrived = renamed(outcomes, byPort);
    const each = wanted.map((workload) => ({ workload, share }));
    await this.#conclude(judgeEachReached({ each, outcomes: arrived }), late);
    await this.#conclude(judgeExclusive({ only: wanted, outcomes: arrived }), late);
  }

  async reachEveryPodOf(workload: string): Promise<void> {
    const late = await this.#converge({ [workload]: 1 }, undefined);
    const pods = this.#scope.podsOf(workload);
    // A balancer may like one pod better than another: each must get a fraction of its even part, no more.
    const share = 1 / (6 * pods.length);
    const { outcomes } = await this.#send(requestsToReach(share, 1e-10));
    const each = pods.map((pod) => ({ workload: pod, share }));
    const byPod = renamed(outcomes, ({ pod }) => pod);
    await this.#conclude(judgeEachReached({ each, outcomes: byPod }), late);
    await this.#conclude(judgeExclusive({ only: pods, outcomes: byPod }), late);
  }

  async neverReach(
    workloads: readonly string[],
    { requests }: { readonly requests?: number } = {},
  ): Promise<void> {
    await this.#scope.environment.clock.sleep(
      this.#scope.state.untilSettled(this.#scope.environment.options.profile.convergence.typicalMs),
      this.#scope.signal,
    );
    const { outcomes } = await this.#sample(requests, gateTimeoutMs);
    await this.#conclude(judgeNever({ never: workloads, outcomes }), []);
  }

  async settleOn(workload: string, { port }: { readonly port?: number } = {}): Promise<boolean> {
    const before = this.#scope.state.previousShares(this.#service.name);
    const where = port === undefined ? workload : `${workload}:${port}`;
    const late =
      port === undefined
        ? await this.#converge({ [where]: 1 }, before)
        : await this.#converge({ [where]: 1 }, undefined, byPort);
    this.#odd.clear();
    const title = `${this.#client.workload} to ${this.#service.name}`;
    this.#scope.record.note(title, late.length > 0 ? late : [`All requests reach ${where}.`]);
    return late.length === 0;
  }

  async grain(backends: number): Promise<Granularity> {
    const { record, signal } = this.#scope;
    const grain = await observeGrain(
      backends,
      async (manner) =>
        await this.#client.probe({ ...this.#request, timeoutMs: gateTimeoutMs, ...manner }, signal),
    );
    const protocol = this.#request.protocol ?? 'http1';
    record.note(`Kept connections over ${protocol}`, [grain.words], grain);
    return grain;
  }

  async leaveNobodyOut(weights: Readonly<Record<string, number>>): Promise<void> {
    const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
    const each = Object.entries(weights).map(([workload, weight]) => ({ workload, share: weight / sum }));
    const names = each.map(({ workload }) => workload);
    const shares = Object.fromEntries(each.map(({ workload, share }) => [workload, share]));
    const late = await this.#converge(shares, this.#scope.state.previousShares(this.#service.name));
    const enough = requestsToReach(Math.min(...each.map(({ share }) => share)), 1e-10);
    const outcomes: OutcomeCount[] = [];
    // Whoever has answered once was not left out: no more is asked than it takes to see that.
    for (let sent = 0; sent < enough && !answeredAll(names, outcomes); sent += rareBatch)
      outcomes.push(...(await this.#send(rareBatch)).outcomes);
    await this.#conclude(judgeEachReached({ each, outcomes }), late);
    await this.#conclude(judgeExclusive({ only: names, outcomes }), late);
  }

  async look({ requests = usualRequests, without = [] }: LookOptions = {}): Promise<Sight> {
    const gate = steadyGate(spacing(this.#scope.environment), without);
    const { environment, state, signal } = this.#scope;
    await environment.clock.sleep(state.untilSettled(settlingMs(environment)), signal);
    const ended = await passGate(this.#scope, gate, async () =>
      tally((await this.#send(gateBatch, gateTimeoutMs)).outcomes),
    );
    const sight = sightOf(await this.#send(requests, gateTimeoutMs));
    this.#noteSight(sight, ended.converged ? [] : [`It did not become steady: ${ended.why}.`]);
    return sight;
  }

  async during(change: () => Promise<void>): Promise<Sight> {
    let over = false;
    const results: ProbeResult[] = [];
    const load = async (): Promise<void> => {
      do results.push(await this.#send(loadBatch));
      while (!over);
    };
    await Promise.all([change().finally(() => (over = true)), load()]);
    const sight = sightOf(merged(results));
    this.#noteSight(sight, [`They were made while something changed.`]);
    return sight;
  }

  #noteSight({ words }: Sight, lines: readonly string[]): void {
    this.#odd.clear();
    this.#scope.record.note(`${this.#client.workload} to ${this.#service.name}`, [words, ...lines]);
  }

  #endpointCount(): number {
    return [...this.#service.endpoints.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Waits until the shares are in force; answers with a sentence when they were not in time. */
  async #converge(
    shares: Readonly<Record<string, number>>,
    previous: Readonly<Record<string, number>> | undefined,
    nameOf?: (responder: Responder) => string,
  ): Promise<readonly string[]> {
    const gate = shareGate({
      shares,
      spacingMs: spacing(this.#scope.environment),
      ...(previous === undefined ? {} : { previous }),
    });
    const ended = await passGate(this.#scope, gate, async () => {
      const { outcomes } = await this.#send(gateBatch, gateTimeoutMs);
      return tally(nameOf === undefined ? outcomes : renamed(outcomes, nameOf));
    });
    return ended.converged
      ? []
      : [`The new state did not come into force within ${Math.round(ended.elapsedMs)} ms: ${ended.why}`];
  }

  /** Requests for a verdict, as many as the samples of this scenario are large. */
  async #sample(requests: number = usualRequests, timeoutMs?: number): Promise<ProbeResult> {
    return await this.#send(this.#scope.samples.requests(requests), timeoutMs);
  }

  async #send(count: number, timeoutMs?: number): Promise<ProbeResult> {
    const patience = timeoutMs === undefined ? {} : { timeoutMs };
    const result = await this.#client.probe({ ...this.#request, ...patience, count }, this.#scope.signal);
    for (const sample of result.samples) {
      const key = kindInWords(sample.outcome);
      if (sample.outcome.kind !== 'reached' && !this.#odd.has(key)) this.#odd.set(key, sample);
    }
    return { ...result, outcomes: inPlaces(result.outcomes, this.#scope.homeNamespace) };
  }

  /** What was lost without an answer speaks against the mesh only when the same client still reaches another service. */
  async #conclude(verdict: Verdict, late: readonly string[]): Promise<void> {
    const title = `${this.#client.workload} to ${this.#service.name}`;
    if (this.#odd.size > 0)
      this.#scope.record.note(
        `${title}: answers of no application`,
        [...this.#odd.values()].map(describeSample),
      );
    this.#odd.clear();
    const { record } = this.#scope;
    if (verdict.verdict !== 'inconclusive' || unresolved(verdict.data))
      return conclude(title, verdict, record, late);
    const control = await this.#scope.controlAnswers(this.#client);
    if (control === undefined) return conclude(title, verdict, record, late);
    const failed: Verdict = {
      verdict: 'fail',
      wanted: 'Every request answered by a workload.',
      got: verdict.because,
      diagnosis: `Meanwhile ${control}, so it is this route that does not carry.`,
      data: verdict.data,
    };
    conclude(title, failed, record, late);
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

function byPort({ workload, port }: Responder): string {
  return `${workload}:${port}`;
}
