import type { WebSocket } from 'ws';
import type { ExecRequest, PodRuntime } from '../pods.ts';
import { ApiError, badRequest, internal, notFound, type Status } from '../status/error.ts';
import type { StoredObject } from '../store.ts';
import { openChannels } from './channels.ts';

/** What an exec asks for, checked against the pod. @throws ApiError 400 or 404 */
export function execRequest(
  pod: StoredObject,
  query: URLSearchParams,
): Pick<ExecRequest, 'namespace' | 'pod' | 'container' | 'command'> {
  const command = query.getAll('command');
  if (command.length === 0) throw badRequest('you must specify at least 1 command for the container');
  if (!['stdin', 'stdout', 'stderr'].some((stream) => isSet(query.get(stream)))) {
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr');
  }
  return {
    namespace: pod.metadata.namespace ?? '',
    pod: pod.metadata.name,
    container: containerOf(pod, query.get('container') ?? ''),
    command,
  };
}

/** The container that is named, or the only one there is. */
export function containerOf(pod: StoredObject, wanted: string): string {
  const spec = pod['spec'] as {
    readonly containers: readonly { readonly name: string }[];
    readonly initContainers?: readonly { readonly name: string }[];
  };
  const names = [...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => name);
  const { name } = pod.metadata;
  if (wanted !== '') {
    if (!names.includes(wanted)) throw badRequest(`container ${wanted} is not valid for pod ${name}`);
    return wanted;
  }
  const usual = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  if (usual !== undefined && names.includes(usual)) return usual;
  if (spec.containers.length > 1) {
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${spec.containers.map((each) => each.name).join(' ')}]`,
    );
  }
  return names[0] ?? '';
}

const isSet = (value: string | null): boolean => value === 'true' || value === '1';

/** Runs the command with its streams on the channels of a WebSocket. */
export async function runExec(
  socket: WebSocket,
  runtime: PodRuntime,
  request: Pick<ExecRequest, 'namespace' | 'pod' | 'container' | 'command'>,
): Promise<void> {
  const stopped = new AbortController();
  const { stdin, stdout, stderr, finish } = openChannels(socket, () => stopped.abort());
  try {
    finish(exitStatus(await runtime.exec({ ...request, stdin, stdout, stderr, signal: stopped.signal })));
  } catch (error) {
    finish(failure(error, request.command[0] ?? ''));
  }
}

function exitStatus(code: number): object {
  if (code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

function failure(error: unknown, program: string): Status {
  if (error instanceof ApiError) return error.status();
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const why = missing
    ? new Error(
        `error executing command in container: failed to exec in container: failed to start exec: exec: ${JSON.stringify(program)}: executable file not found in $PATH`,
        { cause: error },
      )
    : error;
  return internal(why).status();
}

/** The pod of an exec or log. @throws ApiError 404 */
export function podOf(found: StoredObject | undefined, name: string): StoredObject {
  if (found === undefined) throw notFound({ group: '', resource: 'pods' }, name);
  return found;
}
