import {
  atomic,
  each,
  flag,
  int32,
  intOrString,
  keyed,
  list,
  object,
  setOf,
  text,
  texts,
} from '../builder.ts';
import type { Schema } from '../types.ts';
import { conditions, kind, objectReference } from './meta.ts';

const servicePort = object({
  ...each(text, 'name', 'appProtocol'),
  ...each(int32, 'port', 'nodePort'),
  protocol: { type: 'string', default: 'TCP' },
  targetPort: intOrString,
});

const ingress = list(
  object({
    ...each(text, 'ip', 'hostname', 'ipMode'),
    ports: list(object({ port: int32, ...each(text, 'protocol', 'error') })),
  }),
);

export const service: Schema = kind({
  spec: object({
    ...each(
      text,
      'type',
      'clusterIP',
      'externalName',
      'sessionAffinity',
      'loadBalancerIP',
      'loadBalancerClass',
    ),
    ...each(text, 'ipFamilyPolicy', 'internalTrafficPolicy', 'externalTrafficPolicy', 'trafficDistribution'),
    ...each(flag, 'publishNotReadyAddresses', 'allocateLoadBalancerNodePorts'),
    ...each(list(text), 'clusterIPs', 'externalIPs', 'loadBalancerSourceRanges', 'ipFamilies'),
    ports: keyed(servicePort, 'port', 'protocol'),
    selector: atomic(texts),
    healthCheckNodePort: int32,
    sessionAffinityConfig: object({ clientIP: object({ timeoutSeconds: int32 }) }),
  }),
  status: object({ loadBalancer: object({ ingress }), conditions }),
});

const address = atomic(object({ ...each(text, 'ip', 'hostname', 'nodeName'), targetRef: objectReference }));
const endpointPort = atomic(object({ ...each(text, 'name', 'protocol', 'appProtocol'), port: int32 }));

export const endpoints: Schema = kind({
  subsets: list(
    object({ ...each(list(address), 'addresses', 'notReadyAddresses'), ports: list(endpointPort) }),
  ),
});

const zones = list(object({ name: text }));

export const endpointSlice: Schema = kind({
  addressType: text,
  ports: list(endpointPort),
  endpoints: list(
    object({
      addresses: setOf(text),
      conditions: object(each(flag, 'ready', 'serving', 'terminating')),
      ...each(text, 'hostname', 'nodeName', 'zone'),
      targetRef: objectReference,
      deprecatedTopology: texts,
      hints: object({ forZones: zones, forNodes: zones }),
    }),
  ),
});
