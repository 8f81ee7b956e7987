import {
  createHash,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { Clock } from '../clock.ts';
import { isObject, type JsonObject } from '../json.ts';

/** Claims of a service account's token, as far as the server reads them back. */
export interface TokenSubject {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly bound: { readonly kind: string; readonly name: string; readonly uid: string } | undefined;
}

export interface VerifiedToken extends TokenSubject {
  readonly audiences: readonly string[];
  /** Identifies the token itself. */
  readonly id: string;
}

export const issuer = 'https://kubernetes.default.svc.cluster.local';

/** Signs service account tokens (JWT, ES256) and reads them back. */
export class Tokens {
  readonly #clock: Clock;
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #keyId: string;
  readonly #verified = new Map<string, { readonly expires: number; readonly token: VerifiedToken }>();

  constructor(clock: Clock) {
    this.#clock = clock;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#privateKey = privateKey;
    this.#publicKey = publicKey;
    this.#keyId = createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64url');
  }

  /** @returns the token and the time that it expires at, in seconds since the epoch */
  issue(
    subject: TokenSubject,
    audiences: readonly string[],
    lifetimeSeconds: number,
  ): { readonly token: string; readonly expires: number } {
    const now = Math.floor(this.#clock.now() / 1_000);
    const expires = now + lifetimeSeconds;
    const { namespace, name, uid, bound } = subject;
    const claims = {
      aud: audiences,
      exp: expires,
      iat: now,
      iss: issuer,
      jti: randomUUID(),
      'kubernetes.io': {
        namespace,
        ...(bound === undefined ? {} : { [bound.kind.toLowerCase()]: { name: bound.name, uid: bound.uid } }),
        serviceaccount: { name, uid },
      },
      nbf: now,
      sub: `system:serviceaccount:${namespace}:${name}`,
    };
    const body = `${encode({ alg: 'ES256', kid: this.#keyId })}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(body), { key: this.#privateKey, dsaEncoding: 'ieee-p1363' });
    return { token: `${body}.${signature.toString('base64url')}`, expires };
  }

  /** The token's subject, or undefined when it is not ours, was changed or has expired. */
  verify(token: string): VerifiedToken | undefined {
    const now = this.#clock.now() / 1_000;
    const known = this.#verified.get(token);
    if (known !== undefined) return known.expires > now ? known.token : undefined;
    const [header = '', payload = '', signature = '', ...rest] = token.split('.');
    if (rest.length > 0 || signature === '') return undefined;
    const key = { key: this.#publicKey, dsaEncoding: 'ieee-p1363' } as const;
    if (!verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')))
      return undefined;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JsonObject;
    const expires = Number(claims['exp']);
    const read = readClaims(claims);
    if (read === undefined || !(expires > now)) return undefined;
    this.#verified.set(token, { expires, token: read });
    return read;
  }
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function readClaims(claims: JsonObject): VerifiedToken | undefined {
  const own = claims['kubernetes.io'];
  if (!isObject(own) || !isObject(own['serviceaccount'])) return undefined;
  const reference = (['pod', 'secret', 'node'] as const).find((kind) => isObject(own[kind]));
  const bound =
    reference === undefined ? undefined : (own[reference] as { readonly name: string; readonly uid: string });
  const account = own['serviceaccount'] as { readonly name: string; readonly uid: string };
  return {
    namespace: String(own['namespace']),
    name: account.name,
    uid: account.uid,
    bound: bound === undefined || reference === undefined ? undefined : { kind: reference, ...bound },
    audiences: claims['aud'] as string[],
    id: String(claims['jti']),
  };
}

/** A bearer token for the administrator. */
export const randomToken = (): string => randomBytes(24).toString('base64url');
