import { setTimeout as sleep } from 'node:timers/promises';
import { asText, isObject, type JsonObject } from '../../json.ts';
import type { Answer, Caller, CallOptions } from './caller.ts';
import { normalise } from './normalise.ts';

/** An answer of which only what has to be the same everywhere is left. */
export interface Reply {
  readonly code: number;
  /** The body, or a Status without its message where the words are Go's own. */
  readonly body: JsonObject;
}

export interface Names {
  readonly namespace: string;
  /** For names of cluster-wide objects, so that runs do not meet. */
  readonly suffix: string;
}

export interface PatchOptions {
  readonly type: 'json' | 'merge' | 'strategic' | 'apply';
  readonly query?: string;
}

const patchTypes: Readonly<Record<PatchOptions['type'], string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** One conversation with one cluster, in a namespace of its own. */
export class Session {
  readonly #caller: Caller;
  readonly #cleanup: (() => Promise<unknown>)[] = [];
  readonly #words: Map<string, string>;
  readonly namespace: string;
  readonly suffix: string;

  private constructor(caller: Caller, names: Names) {
    this.#caller = caller;
    this.namespace = names.namespace;
    this.suffix = names.suffix;
    this.#words = new Map([
      [names.namespace, '<namespace>'],
      [names.suffix, '<suffix>'],
    ]);
  }

  static async hold(
    caller: Caller,
    names: Names,
    conversation: (session: Session) => Promise<unknown>,
  ): Promise<unknown> {
    const session = new Session(caller, names);
    try {
      await session.raw('POST', '/api/v1/namespaces', { body: { metadata: { name: names.namespace } } });
      session.#cleanup.push(() => session.raw('DELETE', `/api/v1/namespaces/${names.namespace}`));
      return await conversation(session);
    } finally {
      for (const clean of session.#cleanup.reverse()) await clean();
    }
  }

  /** Path of a resource in the test's namespace: `('configmaps', 'a')`, `('apps/v1/deployments')`. */
  path(resource: string, name = ''): string {
    const parts = resource.split('/');
    const plural = parts.pop() ?? '';
    const root = parts.length === 0 ? '/api/v1' : `/apis/${parts.join('/')}`;
    return `${root}/namespaces/${this.namespace}/${plural}${name === '' ? '' : `/${name}`}`;
  }

  /** The answer as it came, for values that the conversation goes on with. */
  raw(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    return this.#caller.call(method, path, options);
  }

  async call(method: string, path: string, options: CallOptions = {}): Promise<Reply> {
    return this.reply(await this.raw(method, path, options));
  }

  reply({ code, body }: Answer): Reply {
    const normal = normalise(body, this.#words);
    return { code, body: isObject(normal) ? normal : { text: normal } };
  }

  normal(value: unknown): unknown {
    return normalise(value, this.#words);
  }

  get(path: string, options: CallOptions = {}): Promise<Reply> {
    return this.call('GET', path, options);
  }

  post(path: string, body: unknown, options: CallOptions = {}): Promise<Reply> {
    return this.call('POST', path, { ...options, body });
  }

  put(path: string, body: unknown, options: CallOptions = {}): Promise<Reply> {
    return this.call('PUT', path, { ...options, body });
  }

  patch(path: string, { type, query = '' }: PatchOptions, body: unknown): Promise<Reply> {
    return this.call('PATCH', `${path}${query}`, { body, contentType: patchTypes[type] });
  }

  delete(path: string, body?: unknown): Promise<Reply> {
    return this.call('DELETE', path, body === undefined ? {} : { body });
  }

  watch(
    path: string,
    enough: (events: readonly JsonObject[]) => boolean,
    options: CallOptions = {},
  ): Promise<readonly JsonObject[]> {
    return this.#caller.watch(path, enough, options);
  }

  /** Creates a cluster-wide object that goes when the conversation ends. */
  async lend(
    path: string,
    body: JsonObject & { readonly metadata: { readonly name: string } },
  ): Promise<Reply> {
    const reply = await this.post(path, body);
    this.#cleanup.push(() => this.raw('DELETE', `${path}/${body.metadata.name}`));
    return reply;
  }

  /** Creates a CustomResourceDefinition and waits until what it defines is served. */
  async define(
    definition: JsonObject & { readonly metadata: { readonly name: string } },
    served: string,
  ): Promise<Reply> {
    const reply = await this.lend('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
    await this.eventually(async () => (await this.raw('GET', this.path(served))).code === 200);
    return reply;
  }

  /** Waits for what a server does in its own time; fails after ten seconds. */
  async eventually(holds: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 400; tries += 1) {
      if (await holds()) return;
      await sleep(25);
    }
    throw new Error('the server did not get there within ten seconds');
  }
}

/** Code, reason and causes of a refusal: for messages whose words are those of a Go library. */
export const refusal = ({ code, body }: Reply): object => {
  const details = isObject(body['details']) ? body['details'] : {};
  const causes = Array.isArray(details['causes']) ? (details['causes'] as JsonObject[]) : [];
  return {
    code,
    reason: body['reason'],
    causes: [...new Set(causes.map(({ reason, field }) => `${asText(field)}: ${asText(reason)}`))].sort(),
  };
};
