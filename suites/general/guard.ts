import { asked, denied, reached } from '../scenario/access-table.ts';
import type { ScenarioContext, ServiceName } from '../scenario/context.ts';

/** What a mesh does with TrafficTargets beside the splits that a scenario is about. */
export interface Guard {
  /** The targets are in force as they were. */
  readonly holds: () => Promise<void>;
  /** A target that is applied now, with a group of this name, opens one more route to the second client. */
  readonly admitsWith: (group: string) => Promise<void>;
}

/** For HTTP, and for raw TCP. */
interface Heeded {
  readonly web: boolean;
  readonly raw: boolean;
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
  const { one, two, elsewhere } = clients;
  if (kinds.some((kind) => api.servedVersions(kind).length === 0)) return () => Promise.resolve(nothing);
  const web = await service('guarded', { pods: server });
  const raw = await service('guarded-tcp', { pods: server, ports: [{ port: 7070, protocol: 'tcp' }] });
  /** Whether a source of another namespace got through when it was looked last: not every mesh lets one in. */
  const farReaches = new Map<ServiceName, boolean>();
  const becomes = async (of: ServiceName, request: string, fates: string): Promise<boolean> => {
    const rows = [one, two, elsewhere].map((client) => asked(client, request));
    for (let look = 1; look <= looks; look += 1) {
      const [first, second, far] = await access(of, rows, { wayShownBelow: true });
      farReaches.set(of, far?.fate === 'reached');
      if (`${first?.fate ?? ''} ${second?.fate ?? ''}` === fates) return true;
    }
    return false;
  };
  const both = async (ask: (of: ServiceName, request: string) => Promise<boolean>): Promise<Heeded> => {
    const [forHttp, forTcp] = await Promise.all([ask(web, 'GET /open'), ask(raw, 'TCP 7070')]);
    return { web: forHttp, raw: forTcp };
  };
  const open = await both((of, request) => becomes(of, request, 'reached reached'));
  const group = await routes('guarded', [{ name: 'open', pathRegex: '/open', methods: ['GET'] }]);
  const port = await tcpRoute('guarded', [7070]);
  await target('guarded', { sources: [one, elsewhere], rules: [group.rule()] });
  await target('guarded-tcp', { sources: [one], rules: [port.rule()], port: 7070 });

  return async () => {
    const heeded = await both(
      async (of, request) =>
        open[of === web ? 'web' : 'raw'] && (await becomes(of, request, 'reached denied')),
    );
    const alsoFar = farReaches.get(web) === true ? [reached(elsewhere, 'GET /open')] : [];
    context.note('TrafficTargets in this mode', [
      `Heeded for HTTP: ${heeded.web ? 'yes' : 'no'}; for raw TCP: ${heeded.raw ? 'yes' : 'no'}.`,
    ]);
    return {
      holds: async () => {
        await Promise.all([
          heeded.web && access(web, [reached(one, 'GET /open'), ...alsoFar, denied(two, 'GET /open')]),
          heeded.raw && access(raw, [reached(one, 'TCP 7070'), denied(two, 'TCP 7070')]),
        ]);
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
