/** A place to run: kind, the cluster of a kubeconfig, or the embedded one. */
export interface ClusterProvider {
  readonly name: 'kind' | 'current' | 'embedded';
  /** Each start is a cluster of its own that costs next to nothing: a run may take a second one. */
  readonly plentiful?: boolean;
  /** Makes or finds the cluster. Whatever it made by half is gone when this rejects or `signal` is aborted. */
  start(signal: AbortSignal): Promise<RunningCluster>;
}

export interface RunningCluster {
  /** YAML text of a kubeconfig with one usable current context. */
  readonly kubeconfig: string;
  /** For people, for instance `kind cluster "smi"`. */
  readonly title: string;
  /** Kubernetes version, kinds of nodes and the like, for the report. */
  readonly facts: Readonly<Record<string, string>>;
  /** What went wrong in the cluster itself since it started, such as a lost node: a run on it is not green. */
  readonly troubles?: () => readonly string[];
  /** Ends what `start` made, unless it is to be kept. Safe to call twice. */
  stop(): Promise<void>;
}

/** What the environment lacks: exit code 3. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
