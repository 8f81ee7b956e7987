import { asked, denied, reached } from '../scenario/access-table.ts';
import type { ScenarioContext, ServiceName } from '../scenario/context.ts';

/** What a mesh does with TrafficTargets beside the splits that a scenario is about. */
export interface Guard {
  /** The targets are in force as they were. */
  readonly holds: () => Promise<void>;
  /** A target that is applied now, with a group of this name, opens one more route to the second client. */
  readonly admitsWith: (group: string) => Promise<void>;
}

const nothing: Guard = { holds: () => Promise.resolve(), admitsWith: () => Promise.resolve() };

/** How often is looked whether it is so: targets may be slower than the splits that were waited for. */
const looks = 6;
const kinds = ['TrafficTarget', 'HTTPRouteGroup', 'TCPRoute'] as const;

/**
 * Lets one client in to the server by a route group and by a TCPRoute. Scenarios about splits are asked in a mesh's
 * permissive mode, in which not every mesh heeds targets: where the other client, who got through before, still does, nothing
 * is held against it. Applied at once; what it answers with is for later, when other changes have shown that there was time
 * enough.
 */
export async function guard(context: ScenarioContext): Promise<() => Promise<Guard>> {
  const { access, api, clients, routes, server, service, target, tcpRoute } = context;
  const { one, two } = clients;
  if (kinds.some((kind) => api.servedVersions(kind).length === 0)) return () => Promise.resolve(nothing);
  const web = await service('guarded', { pods: server });
  const raw = await service('guarded-tcp', { pods: server, ports: [{ port: 7070, protocol: 'tcp' }] });
  const becomes = async (of: ServiceName, request: string, fates: string): Promise<boolean> => {
    for (let look = 1; look <= looks; look += 1) {
      const seen = await access(of, [asked(one, request), asked(two, request)], { wayShownBelow: true });
      if (seen.map(({ fate }) => fate).join(' ') === fates) return true;
    }
    return false;
  };
  const open = {
    web: await becomes(web, 'GET /open', 'reached reached'),
    raw: await becomes(raw, 'TCP 7070', 'reached reached'),
  };
  const group = await routes('guarded', [{ name: 'open', pathRegex: '/open', methods: ['GET'] }]);
  const port = await tcpRoute('guarded', [7070]);
  await target('guarded', { sources: [one], rules: [group.rule()] });
  await target('guarded-tcp', { sources: [one], rules: [port.rule()], port: 7070 });

  return async () => {
    const heeded = {
      web: open.web && (await becomes(web, 'GET /open', 'reached denied')),
      raw: open.raw && (await becomes(raw, 'TCP 7070', 'reached denied')),
    };
    context.note('TrafficTargets in this mode', [
      `Heeded for HTTP: ${heeded.web ? 'yes' : 'no'}; for raw TCP: ${heeded.raw ? 'yes' : 'no'}.`,
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
        await access(web, [
          reached(two, `GET /${name}`),
          reached(one, 'GET /open'),
          denied(two, 'GET /open'),
        ]);
      },
    };
  };
}
