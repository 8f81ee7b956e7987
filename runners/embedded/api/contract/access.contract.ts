import { describe } from 'vitest';
import { dig } from '../json.ts';
import { contracts } from './support/contract.ts';
import { configMap } from './support/objects.ts';
import type { Session } from './support/session.ts';

const contract = contracts('access');

async function account(cluster: Session, body: object = {}): Promise<string> {
  await cluster.post(cluster.path('serviceaccounts'), { metadata: { name: 'a' } });
  const answer = await cluster.raw('POST', cluster.path('serviceaccounts', 'a/token'), { body });
  return String(dig(answer.body, 'status', 'token'));
}

const group = 'rbac.authorization.k8s.io';

describe('tokens', () => {
  contract('of a service account', async (cluster) => {
    await cluster.post(cluster.path('serviceaccounts'), { metadata: { name: 'a' } });
    const request = (body: object, name = 'a'): Promise<unknown> =>
      cluster
        .post(cluster.path('serviceaccounts', `${name}/token`), body)
        .then(({ code, body: answer }) => [
          code,
          answer['kind'],
          answer['reason'],
          dig(answer, 'spec', 'expirationSeconds'),
          typeof dig(answer, 'status', 'token'),
        ]);
    return [
      await request({}),
      await request({ spec: { expirationSeconds: 7200, audiences: ['there'] } }),
      await request({}, 'none'),
      await request({ spec: { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'none' } } }),
    ];
  });
  contract('are reviewed', async (cluster) => {
    const token = await account(cluster);
    const elsewhere = String(
      dig(
        (
          await cluster.raw('POST', cluster.path('serviceaccounts', 'a/token'), {
            body: { spec: { audiences: ['there'] } },
          })
        ).body,
        'status',
        'token',
      ),
    );
    const review = async (spec: object): Promise<unknown> => {
      const { code, body } = await cluster.post('/apis/authentication.k8s.io/v1/tokenreviews', { spec });
      return [
        code,
        dig(body, 'status', 'authenticated'),
        dig(body, 'status', 'user', 'username'),
        dig(body, 'status', 'user', 'groups'),
        typeof dig(body, 'status', 'error'),
      ];
    };
    return [
      await review({ token }),
      await review({ token: 'nonsense' }),
      await review({ token: elsewhere }),
      await review({ token: elsewhere, audiences: ['there', 'here'] }),
    ];
  });
  contract('say who asks', async (cluster) => {
    const token = await account(cluster);
    const { code, body } = await cluster.call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      token,
      body: {},
    });
    return [
      code,
      dig(body, 'status', 'userInfo', 'username'),
      await cluster.get('/api/v1/namespaces', { token: 'nonsense' }),
    ];
  });
});

describe('role-based access control', () => {
  contract('lets through what a role grants', async (cluster) => {
    const token = await account(cluster);
    await cluster.post(cluster.path(`${group}/v1/roles`), {
      metadata: { name: 'r' },
      rules: [
        { apiGroups: [''], resources: ['configmaps'], resourceNames: ['named'], verbs: ['get'] },
        { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'list'] },
      ],
    });
    const before = await cluster.get(cluster.path('configmaps'), { token });
    await cluster.post(cluster.path(`${group}/v1/rolebindings`), {
      metadata: { name: 'r' },
      roleRef: { kind: 'Role', name: 'r' },
      subjects: [{ kind: 'ServiceAccount', name: 'a', namespace: cluster.namespace }],
    });
    await cluster.eventually(
      async () => (await cluster.raw('GET', cluster.path('configmaps'), { token })).code === 200,
    );
    const code = async (method: string, path: string, body?: object): Promise<number> =>
      (await cluster.raw(method, path, { token, ...(body === undefined ? {} : { body }) })).code;
    return [
      before,
      await code('POST', cluster.path('configmaps'), configMap('named')),
      await code('POST', cluster.path('configmaps'), configMap('other')),
      await code('GET', cluster.path('configmaps', 'named')),
      await code('GET', cluster.path('configmaps', 'other')),
      await code('DELETE', cluster.path('configmaps', 'named')),
      await code('GET', '/api/v1/configmaps'),
      await cluster.get('/api/v1/nodes/n', { token }),
      await cluster.get(cluster.path('apps/v1/deployments', 'x/status'), { token }),
      await code('GET', '/version'),
      await code('GET', '/apis'),
      await code('GET', '/api/v1'),
      (await cluster.get('/metrics', { token })).code,
    ];
  });
  contract('tells what somebody may do', async (cluster) => {
    const token = await account(cluster);
    const ask = async (kind: string, spec: object, as?: string): Promise<unknown> => {
      const options = as === undefined ? {} : { token: as };
      const { code, body } = await cluster.call('POST', `/apis/authorization.k8s.io/v1/${kind}`, {
        ...options,
        body: { spec },
      });
      return [code, dig(body, 'status', 'allowed') ?? body];
    };
    const resourceAttributes = { verb: 'list', resource: 'pods', namespace: cluster.namespace };
    return [
      await ask('selfsubjectaccessreviews', { resourceAttributes }),
      await ask('selfsubjectaccessreviews', { resourceAttributes }, token),
      await ask(
        'selfsubjectaccessreviews',
        { nonResourceAttributes: { verb: 'get', path: '/version' } },
        token,
      ),
      await ask('subjectaccessreviews', { user: 'nobody', resourceAttributes }),
      await ask('subjectaccessreviews', { user: 'root', groups: ['system:masters'], resourceAttributes }),
      await ask('subjectaccessreviews', { user: 'nobody', resourceAttributes }, token),
    ];
  });
});
