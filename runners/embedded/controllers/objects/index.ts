/** Kubernetes objects as the controllers and nodes see them: the fields that they read; everything else passes through. */
export * from './common.ts';
export * from './pod.ts';
export * from './service.ts';
export * from './workload.ts';
