import { describe, expect, it } from 'vitest';
import { embeddedCluster } from './embedded.ts';
import { inspectCluster } from './inspect.ts';

describe('embeddedCluster', () => {
  it('starts a cluster that can be asked, outlives an abort after its start, and stops once', async () => {
    const controller = new AbortController();
    const cluster = await embeddedCluster({ nodes: 1 }).start(controller.signal);
    try {
      controller.abort(new Error('interrupted'));
      const facts = await inspectCluster(cluster.kubeconfig, new AbortController().signal);
      expect(facts).toMatchObject({ nodes: '1' });
    } finally {
      await Promise.all([cluster.stop(), cluster.stop()]);
    }
    await expect(inspectCluster(cluster.kubeconfig, new AbortController().signal)).rejects.toMatchObject({
      code: 'API_UNREACHABLE',
    });
  });

  it('does not start once its signal is aborted', async () => {
    const reason = new Error('interrupted');
    await expect(embeddedCluster({ nodes: 1 }).start(AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
