import { asked, denied, reached } from '../scenario/access-table.ts';
import type { ScenarioContext } from '../scenario/context.ts';

/** What a mesh does with TrafficTargets beside the splits that a scenario is about. */
export interface Guard {
  /** The targets are in force as they were. */
  readonly holds: () => Promise<void>;
  /** A target that is applied now, with a group of this name, opens one more route to the second client. */
  readonly admitsWith: (group: string) => Promise<void>;
}

const nothing: Guard = { holds: () => Promise.resolve(), admitsWith: () => Promise.resolve() };

/**
 * Lets one client in to the server by a route group and by a TCPRoute. Scenarios about splits are asked in a mesh's
 * permissive mode, in which not every mesh heeds targets: where nobody is kept out, nothing is held against it.
 */
export async function guard(context: ScenarioContext): Promise<Guard> {
  const { access, api, clients, routes, server, service, target, tcpRoute } = context;
  const { one, two } = clients;
  if (
    ['TrafficTarget', 'HTTPRouteGroup', 'TCPRoute'].some(
      (kind) => api.servedVersions(kind as 'TCPRoute').length === 0,
    )
  )
    return nothing;
  const web = await service('guarded', { pods: server });
  const raw = await service('guarded-tcp', { pods: server, ports: [{ port: 7070, protocol: 'tcp' }] });
  const group = await routes('guarded', [{ name: 'open', pathRegex: '/open', methods: ['GET'] }]);
  const port = await tcpRoute('guarded', [7070]);
  await target('guarded', { sources: [one], rules: [group.rule()] });
  await target('guarded-tcp', { sources: [one], rules: [port.rule()], port: 7070 });

  const heeds = async (of: typeof web, request: string): Promise<boolean> => {
    const seen = await access(of, [asked(one, request), asked(two, request)], { wayShownBelow: true });
    return seen.map(({ fate }) => fate).join(' ') === 'reached denied';
  };
  const heeded = { web: await heeds(web, 'GET /open'), raw: await heeds(raw, 'TCP 7070') };
  context.note('TrafficTargets in this mode', [
    `For HTTP they are ${heeded.web ? '' : 'not '}heeded, for raw TCP ${heeded.raw ? '' : 'not '}.`,
  ]);
  return {
    holds: async () => {
      if (heeded.web) await access(web, [reached(one, 'GET /open'), denied(two, 'GET /open')]);
      if (heeded.raw) await access(raw, [reached(one, 'TCP 7070'), denied(two, 'TCP 7070')]);
    },
    admitsWith: async (name) => {
      if (!heeded.web) return;
      const more = await routes(name, [{ name: 'more', pathRegex: `/${name}`, methods: ['GET'] }]);
      await target(name, { sources: [two], rules: [more.rule()] });
      await access(web, [reached(two, `GET /${name}`), reached(one, 'GET /open'), denied(two, 'GET /open')]);
    },
  };
}
