import { describe, expect, it } from 'vitest';
import { loadMesh } from '../../../fixtures/meshes/load.ts';
import { embeddedCluster } from '../../clusters/embedded.ts';
import type { ClusterProvider, RunningCluster } from '../../clusters/provider.ts';
import { openSessions } from './apart.ts';
import type { SessionRequest } from './session.ts';

interface Counted {
  readonly provider: ClusterProvider;
  readonly steps: string[];
  readonly running: Set<RunningCluster>;
  started: number;
}

/** An embedded cluster whose starts and stops are counted; the start of that number fails. */
function counted({ failing }: { readonly failing?: number } = {}): Counted {
  const embedded = embeddedCluster({ nodes: 1 });
  const count: Counted = {
    started: 0,
    running: new Set(),
    steps: [],
    provider: {
      ...embedded,
      start: async (signal) => {
        count.started += 1;
        if (count.started === failing) throw new Error('no room for another');
        const cluster = await embedded.start(signal);
        count.running.add(cluster);
        return {
          ...cluster,
          stop: async () => {
            await cluster.stop();
            count.running.delete(cluster);
          },
        };
      },
    },
  };
  return count;
}

async function request({ provider, steps }: Counted): Promise<SessionRequest> {
  return {
    provider,
    profile: await loadMesh('reference'),
    install: true,
    keep: false,
    runId: 'test',
    signal: new AbortController().signal,
    progress: (step) => steps.push(step),
  };
}

describe('openSessions', { timeout: 60_000 }, () => {
  it('opens one on each of two clusters, tells of one, and closes both', async () => {
    const clusters = counted();
    const sessions = await openSessions(await request(clusters), true);
    const { session, apart } = sessions;

    expect(apart?.cluster.kubeconfig).not.toBe(session.cluster.kubeconfig);
    expect(apart?.discovery).toEqual(session.discovery);
    expect(clusters.steps).toEqual([...new Set(clusters.steps)]);
    expect(await sessions.close()).toEqual([]);
    expect(clusters.running.size).toBe(0);
  });

  it.each([
    ['nothing is asked alone', true, false],
    ['clusters are scarce', false, true],
  ])('takes one cluster when %s', async (_, plentiful, wanted) => {
    const clusters = counted();
    const asked = await request(clusters);
    const sessions = await openSessions({ ...asked, provider: { ...asked.provider, plentiful } }, wanted);
    await sessions.close();

    expect(sessions.apart).toBeUndefined();
    expect(clusters.started).toBe(1);
  });

  it('leaves nothing behind when one of two cannot be had', async () => {
    const clusters = counted({ failing: 2 });

    await expect(openSessions(await request(clusters), true)).rejects.toThrow('no room for another');
    expect(clusters.running.size).toBe(0);
  });
});
