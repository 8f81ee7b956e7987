import { timingSafeEqual } from 'node:crypto';
import type { Storage } from '../storage/storage.ts';
import type { Tokens, VerifiedToken } from './tokens.ts';

/** Who sends a request. */
export interface User {
  readonly username: string;
  readonly uid: string | undefined;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

const admin: User = {
  username: 'kubernetes-admin',
  uid: undefined,
  groups: ['system:masters', 'system:authenticated'],
  extra: {},
};

export const anonymous: User = {
  username: 'system:anonymous',
  uid: undefined,
  groups: ['system:unauthenticated'],
  extra: {},
};

/** Tells users by their bearer token. */
export class Authenticator {
  readonly #adminToken: Buffer;
  readonly #tokens: Tokens;
  readonly #storage: Storage;
  readonly audiences: readonly string[];

  constructor(adminToken: string, tokens: Tokens, storage: Storage, audiences: readonly string[]) {
    this.#adminToken = Buffer.from(adminToken);
    this.#tokens = tokens;
    this.#storage = storage;
    this.audiences = audiences;
  }

  /** The user of an `Authorization` header: anonymous without one, undefined for a token that is not good. */
  user(authorization: string | undefined): User | undefined {
    if (authorization === undefined) return anonymous;
    if (!/^bearer /i.test(authorization)) return undefined;
    const token = authorization.slice(7).trim();
    const bytes = Buffer.from(token);
    if (bytes.length === this.#adminToken.length && timingSafeEqual(bytes, this.#adminToken)) return admin;
    return this.review(token, this.audiences)?.user;
  }

  /** The user of a service account's token for at least one of the audiences, while account and bound pod exist. */
  review(
    token: string,
    audiences: readonly string[],
  ): { readonly user: User; readonly audiences: readonly string[] } | undefined {
    const verified = this.#tokens.verify(token);
    if (verified === undefined || !this.#lives(verified)) return undefined;
    const common = verified.audiences.filter((audience) => audiences.includes(audience));
    return common.length === 0 ? undefined : { user: serviceAccountUser(verified), audiences: common };
  }

  #lives({ namespace, name, uid, bound }: VerifiedToken): boolean {
    const find = (resource: string, named: string): string | undefined =>
      this.#storage.table({ group: '', resource }).get(namespace, named)?.metadata.uid;
    if (find('serviceaccounts', name) !== uid) return false;
    return bound?.kind !== 'pod' || find('pods', bound.name) === bound.uid;
  }
}

function serviceAccountUser({ namespace, name, uid, bound, id }: VerifiedToken): User {
  return {
    username: `system:serviceaccount:${namespace}:${name}`,
    uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    extra: {
      'authentication.kubernetes.io/credential-id': [`JTI=${id}`],
      ...(bound?.kind === 'pod'
        ? {
            'authentication.kubernetes.io/pod-name': [bound.name],
            'authentication.kubernetes.io/pod-uid': [bound.uid],
          }
        : {}),
    },
  };
}
