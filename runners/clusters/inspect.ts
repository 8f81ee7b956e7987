import { openConnection } from '../../fixtures/kubernetes/connection.ts';
import {
  ClusterUnreachableError,
  KubeconfigError,
  KubernetesError,
} from '../../fixtures/kubernetes/errors.ts';
import { isRecord } from '../../fixtures/kubernetes/objects.ts';
import { Transport } from '../../fixtures/kubernetes/transport.ts';
import { EnvironmentError } from './provider.ts';

/** Facts about a cluster for the report; rejects with an EnvironmentError when a run could not work on it. */
export type InspectCluster = (
  kubeconfig: string,
  signal: AbortSignal,
) => Promise<Readonly<Record<string, string>>>;

const answerWithinMs = 15_000;

/**
 * Asks a cluster for its version and nodes, and whether this user may make namespaces. Codes: API_UNREACHABLE,
 * API_UNAUTHORIZED, NO_PERMISSION, KUBECONFIG_CREDENTIALS.
 */
export const inspectCluster: InspectCluster = async (kubeconfig, signal) => {
  let transport: Transport | undefined;
  try {
    transport = new Transport(await openConnection(kubeconfig), { userAgent: 'smi-conformance', signal });
    const version = await transport.request({ method: 'GET', path: '/version', timeoutMs: answerWithinMs });
    await mustCreateNamespaces(transport);
    return {
      kubernetes:
        isRecord(version) && typeof version['gitVersion'] === 'string' ? version['gitVersion'] : 'unknown',
      ...(await nodeFacts(transport)),
    };
  } catch (error) {
    signal.throwIfAborted();
    throw asEnvironmentError(error, transport?.connection.server);
  } finally {
    transport?.close();
  }
};

async function mustCreateNamespaces(transport: Transport): Promise<void> {
  const review = await transport.request({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb: 'create', resource: 'namespaces' } },
    },
    timeoutMs: answerWithinMs,
  });
  const status = isRecord(review) && isRecord(review['status']) ? review['status'] : {};
  if (status['allowed'] === true) return;
  const reason =
    typeof status['reason'] === 'string' && status['reason'] !== ''
      ? ` The server's reason: ${status['reason']}.`
      : '';
  throw new EnvironmentError(
    'NO_PERMISSION',
    `The user of this kubeconfig may not create namespaces on ${transport.connection.server}, and the suite puts its workloads in namespaces of its own.${reason} Use a context of a cluster administrator, or have the verb "create" on "namespaces" granted.`,
  );
}

/** Number, versions and runtimes of the nodes; nothing when this user may not see them. */
async function nodeFacts(transport: Transport): Promise<Readonly<Record<string, string>>> {
  let list: unknown;
  try {
    list = await transport.request({ method: 'GET', path: '/api/v1/nodes', timeoutMs: answerWithinMs });
  } catch (error) {
    if (error instanceof KubernetesError) return {};
    throw error;
  }
  const items = isRecord(list) && Array.isArray(list['items']) ? list['items'].filter(isRecord) : [];
  const infos = items.map((node) =>
    isRecord(node['status']) && isRecord(node['status']['nodeInfo']) ? node['status']['nodeInfo'] : {},
  );
  const distinct = (key: string): string =>
    [...new Set(infos.map((info) => info[key]).filter((value) => typeof value === 'string'))].join(', ');
  return {
    nodes: String(items.length),
    containerRuntime: distinct('containerRuntimeVersion'),
    architecture: distinct('architecture'),
  };
}

function asEnvironmentError(error: unknown, server: string | undefined): unknown {
  if (error instanceof ClusterUnreachableError)
    return new EnvironmentError('API_UNREACHABLE', error.message, { cause: error });
  if (error instanceof KubeconfigError)
    return new EnvironmentError('KUBECONFIG_CREDENTIALS', error.message, { cause: error });
  if (error instanceof KubernetesError && (error.code === 401 || error.code === 403)) {
    return new EnvironmentError(
      'API_UNAUTHORIZED',
      `The Kubernetes API server at ${server ?? 'the cluster'} does not accept the credentials of this kubeconfig: ${error.message}. Log in again, or choose another context with --context.`,
      { cause: error },
    );
  }
  return error;
}
