import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeApi extends AsyncDisposable {
  /** `http://127.0.0.1:port`. */
  readonly server: string;
  /** A kubeconfig whose current context, `fake`, is this server. */
  readonly kubeconfig: string;
}

/** An API server that answers no more than what a provider asks of it. `answers` replaces answers by method and path. */
export async function fakeApi(
  answers: Readonly<Record<string, { readonly status: number; readonly body: unknown }>> = {},
): Promise<FakeApi> {
  const all = { ...usual, ...answers };
  const server = createServer((request, response) => {
    request.resume();
    const answer = all[`${request.method ?? ''} ${request.url ?? ''}`] ?? {
      status: 404,
      body: { kind: 'Status', apiVersion: 'v1', code: 404, reason: 'NotFound', message: 'no such path' },
    };
    response
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    server: address,
    kubeconfig: kubeconfigFor(address),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export const accessReview = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

const usual: Readonly<Record<string, { readonly status: number; readonly body: unknown }>> = {
  'GET /version': { status: 200, body: { major: '1', minor: '34', gitVersion: 'v1.34.4' } },
  [accessReview]: { status: 201, body: { kind: 'SelfSubjectAccessReview', status: { allowed: true } } },
  'GET /api/v1/nodes': {
    status: 200,
    body: {
      kind: 'NodeList',
      items: [
        { status: { nodeInfo: { containerRuntimeVersion: 'containerd://2.0.0', architecture: 'amd64' } } },
        { status: { nodeInfo: { containerRuntimeVersion: 'containerd://2.0.0', architecture: 'amd64' } } },
      ],
    },
  },
};

export function kubeconfigFor(server: string, context = 'fake'): string {
  return [
    'apiVersion: v1',
    'kind: Config',
    `clusters: [{ name: ${context}-cluster, cluster: { server: "${server}", insecure-skip-tls-verify: true } }]`,
    `users: [{ name: ${context}-user, user: { token: secret } }]`,
    `contexts: [{ name: ${context}, context: { cluster: ${context}-cluster, user: ${context}-user } }]`,
    `current-context: ${context}`,
    '',
  ].join('\n');
}
