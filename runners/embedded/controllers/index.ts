import { DeploymentController } from './deployments.ts';
import type { ClusterEnvironment } from './environment.ts';
import { ReplicaSetController } from './replica-sets.ts';
import { Scheduler } from './scheduler.ts';
import { ServiceController } from './services.ts';

/** Starts the controllers; the result stops them and resolves when their last write is done. */
export function startControllers(environment: ClusterEnvironment): () => Promise<void> {
  const controllers = [
    new DeploymentController(environment),
    new ReplicaSetController(environment),
    new Scheduler(environment),
    new ServiceController(environment),
  ];
  return async () => {
    await Promise.all(controllers.map((controller) => controller.stop()));
  };
}
