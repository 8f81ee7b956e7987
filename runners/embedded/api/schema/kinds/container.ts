import {
  each,
  flag,
  int32,
  int64,
  intOrString,
  keyed,
  list,
  mapOf,
  object,
  quantity,
  text,
  time,
} from '../builder.ts';
import type { Schema } from '../types.ts';
import { env, envFrom, volumeMounts } from './volume.ts';

const headers = list(object(each(text, 'name', 'value')));
const httpGet = object({ ...each(text, 'host', 'path', 'scheme'), port: intOrString, httpHeaders: headers });
const tcpSocket = object({ host: text, port: intOrString });
const execAction = object({ command: list(text) });

const probe = object({
  exec: execAction,
  httpGet,
  tcpSocket,
  grpc: object({ port: int32, service: text }),
  ...each(
    int32,
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ),
  terminationGracePeriodSeconds: int64,
});

const handler = object({ exec: execAction, httpGet, tcpSocket, sleep: object({ seconds: int64 }) });

const seLinux = object(each(text, 'user', 'role', 'type', 'level'));
const seccomp = object(each(text, 'type', 'localhostProfile'));
const windows = object({
  ...each(text, 'gmsaCredentialSpecName', 'gmsaCredentialSpec', 'runAsUserName'),
  hostProcess: flag,
});

const containerSecurity = object({
  ...each(flag, 'privileged', 'runAsNonRoot', 'readOnlyRootFilesystem', 'allowPrivilegeEscalation'),
  ...each(int64, 'runAsUser', 'runAsGroup'),
  capabilities: object({ add: list(text), drop: list(text) }),
  procMount: text,
  seLinuxOptions: seLinux,
  seccompProfile: seccomp,
  appArmorProfile: seccomp,
  windowsOptions: windows,
});

export const podSecurity: Schema = object({
  ...each(int64, 'runAsUser', 'runAsGroup', 'fsGroup'),
  ...each(text, 'fsGroupChangePolicy', 'supplementalGroupsPolicy', 'seLinuxChangePolicy'),
  runAsNonRoot: flag,
  supplementalGroups: list(int64),
  sysctls: list(object(each(text, 'name', 'value'))),
  seLinuxOptions: seLinux,
  seccompProfile: seccomp,
  appArmorProfile: seccomp,
  windowsOptions: windows,
});

export const resources: Schema = object({
  limits: mapOf(quantity),
  requests: mapOf(quantity),
  claims: keyed(object(each(text, 'name', 'request')), 'name'),
});

const port = object({
  ...each(int32, 'containerPort', 'hostPort'),
  ...each(text, 'name', 'hostIP'),
  protocol: { type: 'string', default: 'TCP' },
});

export const containers: Schema = keyed(
  object({
    ...each(text, 'name', 'image', 'imagePullPolicy', 'workingDir', 'restartPolicy', 'targetContainerName'),
    ...each(text, 'terminationMessagePath', 'terminationMessagePolicy'),
    ...each(list(text), 'command', 'args'),
    ...each(flag, 'stdin', 'stdinOnce', 'tty'),
    ...each(probe, 'livenessProbe', 'readinessProbe', 'startupProbe'),
    ports: keyed(port, 'containerPort', 'protocol'),
    env,
    envFrom,
    volumeMounts,
    volumeDevices: keyed(object(each(text, 'devicePath', 'name')), 'devicePath'),
    resources,
    resizePolicy: list(object(each(text, 'resourceName', 'restartPolicy'))),
    lifecycle: object({ postStart: handler, preStop: handler, stopSignal: text }),
    securityContext: containerSecurity,
  }),
  'name',
);

const state = object({
  waiting: object(each(text, 'reason', 'message')),
  running: object({ startedAt: time }),
  terminated: object({
    ...each(int32, 'exitCode', 'signal'),
    ...each(text, 'reason', 'message', 'containerID'),
    ...each(time, 'startedAt', 'finishedAt'),
  }),
});

export const containerStatuses: Schema = list(
  object({
    ...each(text, 'name', 'image', 'imageID', 'containerID'),
    ...each(flag, 'ready', 'started'),
    restartCount: int32,
    state,
    lastState: state,
    allocatedResources: mapOf(quantity),
    resources,
    volumeMounts,
  }),
);
