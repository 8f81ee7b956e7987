import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Grant } from '../compile/plan.ts';
import type { NamespaceView } from '../compile/world.ts';
import { isIn } from '../identity/names.ts';
import type { IdentityReference, TrafficTarget } from '../objects/model.ts';
import { believing } from './believing.ts';
import type { Fault } from './fault.ts';

/** Slips with what a TrafficTarget no longer says, and with whom it lets in by something else than HTTP. */
export const changeFaults: readonly Fault[] = [
  {
    name: 'former-destination-stays-open',
    lies: 'A TrafficTarget that is given another destination opens the former one as well.',
    breaks: ['access.default-deny.unrelated-target'],
    bend: withFormerDestinations,
  },
  {
    name: 'port-cannot-be-taken-away',
    lies: 'A TrafficTarget whose destination is written without the port that it had keeps that port.',
    breaks: ['access.port.omitted'],
    bend: updating((before, now) => (now.port === undefined ? { ...now, port: before.port } : now)),
  },
  {
    name: 'matches-cannot-be-taken-away',
    lies: 'A rule of a TrafficTarget that is written without the routes that it named keeps naming them.',
    breaks: ['access.lifecycle.update-rule'],
    bend: updating((before, now) => ({
      ...now,
      rules: now.rules.map((rule) => {
        const former = before.rules.find(({ kind, name }) => kind === rule.kind && name === rule.name);
        return rule.matches.length === 0 && former !== undefined ? former : rule;
      }),
    })),
  },
  {
    name: 'removed-source-taken-from-all',
    lies: 'A source that is taken out of a TrafficTarget is taken out of all for that destination, until these are written again.',
    breaks: ['access.no-deny-policy'],
    bend: losingSharedSources,
  },
  {
    name: 'one-change-at-a-time',
    lies: 'An update of a TrafficTarget that changes its sources changes nothing else.',
    breaks: ['access.lifecycle.update-source'],
    bend: updating((before, now) =>
      JSON.stringify(before.sources) === JSON.stringify(now.sources)
        ? now
        : { ...before, sources: now.sources },
    ),
  },
  {
    name: 'names-of-targets-made-plain',
    lies: 'TrafficTargets are kept by their names with dots written as dashes, so that of two only one counts.',
    breaks: ['access.additive.union'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (grants, ...rest) => {
        const byName = new Map(grants.map((grant) => [grant.target.replaceAll('.', '-'), grant]));
        return behaviour.together([...byName.values()], ...rest);
      },
    }),
  },
  {
    name: 'udp-for-first-source',
    lies: 'Of several sources of a TrafficTarget only the first may send datagrams.',
    breaks: ['access.l4.tcp-udp-example'],
    bend: splitting(({ udp, ...rest }) =>
      udp === undefined ? [rest] : [rest, { target: rest.target, sources: rest.sources.slice(0, 1), udp }],
    ),
  },
  {
    name: 'tcp-sources-of-own-namespace',
    lies: 'Sources in other namespaces than the destination are let in by HTTP and not by what is TCP only.',
    breaks: ['access.l4.tcp-udp-example'],
    bend: splitting(({ tcp, ...rest }, view) =>
      tcp === undefined
        ? [rest]
        : [
            rest,
            { target: rest.target, sources: rest.sources.filter((source) => isIn(view.name, source)), tcp },
          ],
    ),
  },
];

/** Bends each grant into several. */
function splitting(into: (grant: Grant, view: NamespaceView) => readonly Grant[]): Fault['bend'] {
  return (behaviour) => ({
    ...behaviour,
    together: (grants, destination, view) =>
      behaviour.together(grants, destination, view).flatMap((grant) => into(grant, view)),
  });
}

function updating(belief: (before: TrafficTarget, now: TrafficTarget) => TrafficTarget): Fault['bend'] {
  return believing('TrafficTarget', (before, now) =>
    before?.kind === 'TrafficTarget' && now?.kind === 'TrafficTarget' ? belief(before, now) : now,
  );
}

function keyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function identityKey(reference: IdentityReference, home: string): string {
  return `${reference.kind} ${reference.namespace ?? home}/${reference.name}`;
}

function withFormerDestinations(behaviour: Behaviour): Behaviour {
  const former = new Map<string, readonly TrafficTarget[]>();
  const remembering = believing('TrafficTarget', (before, now) => {
    if (before?.kind !== 'TrafficTarget') return now;
    const key = keyOf(before);
    if (now?.kind !== 'TrafficTarget') former.delete(key);
    else if (
      identityKey(before.destination, before.namespace) !== identityKey(now.destination, now.namespace)
    )
      former.set(key, [...(former.get(key) ?? []), before]);
    return now;
  })(behaviour);
  return {
    ...remembering,
    destinationsOf: (target, view) =>
      [target, ...(former.get(keyOf(target)) ?? [])].flatMap((one) => behaviour.destinationsOf(one, view)),
  };
}

function losingSharedSources(behaviour: Behaviour): Behaviour {
  let turn = 0;
  /** When each target was written, and when each source of a destination was taken out of all targets. */
  const writtenAt = new Map<string, number>();
  const lostAt = new Map<string, number>();
  const keysOf = (target: TrafficTarget): readonly string[] =>
    target.sources.map(
      (source) =>
        `${identityKey(target.destination, target.namespace)} ${identityKey(source, target.namespace)}`,
    );
  const remembering = believing('TrafficTarget', (before, now) => {
    if (now?.kind !== 'TrafficTarget' || JSON.stringify(before) === JSON.stringify(now)) return now;
    turn += 1;
    writtenAt.set(keyOf(now), turn);
    const kept = keysOf(now);
    if (before?.kind === 'TrafficTarget')
      for (const key of keysOf(before)) if (!kept.includes(key)) lostAt.set(key, turn);
    return now;
  })(behaviour);
  return {
    ...remembering,
    sourcesOf: (target) => {
      const keys = keysOf(target);
      const written = writtenAt.get(keyOf(target)) ?? 0;
      return behaviour
        .sourcesOf(target)
        .filter((_, index) => (lostAt.get(keys[index] ?? '') ?? -1) <= written);
    },
  };
}
