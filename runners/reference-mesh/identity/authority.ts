import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { issueCertificate, type Issuer } from './certificate.ts';

const rootLifeMs = 10 * 365 * 24 * 3_600_000;
const leafLifeMs = 6 * 3_600_000;
/** Clocks of nodes differ a little. */
const skewMs = 5 * 60_000;

/** A key and a self-signed certificate, as they are kept between restarts of the control plane: both PEM. */
export interface AuthorityFiles {
  readonly key: string;
  readonly certificate: string;
}

export function newAuthority(now: Date): AuthorityFiles {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { subject: rootSubject, privateKey, publicKey };
  const certificate = issueCertificate(
    {
      subject: rootSubject,
      publicKey,
      uris: [],
      dnsNames: [],
      ips: [],
      notBefore: new Date(now.getTime() - skewMs),
      notAfter: new Date(now.getTime() + rootLifeMs),
      authority: true,
    },
    issuer,
  );
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), certificate };
}

const rootSubject = 'smi-reference root';

export interface LeafNames {
  readonly uris?: readonly string[];
  readonly dnsNames?: readonly string[];
  /** IPv4. */
  readonly ips?: readonly string[];
}

export interface Leaf {
  /** PEM. */
  readonly chain: string;
  readonly notAfter: Date;
}

/** Vouches for the keys of side-cars and for the control plane's own. */
export class Authority {
  /** PEM of the root certificate. */
  readonly root: string;
  readonly #issuer: Issuer;

  constructor(files: AuthorityFiles) {
    const privateKey = createPrivateKey(files.key);
    this.root = files.certificate;
    this.#issuer = { subject: rootSubject, privateKey, publicKey: createPublicKey(privateKey) };
  }

  issue(publicKey: KeyObject, names: LeafNames, now: Date): Leaf {
    const notAfter = new Date(now.getTime() + leafLifeMs);
    const chain = issueCertificate(
      {
        subject: '',
        publicKey,
        uris: names.uris ?? [],
        dnsNames: names.dnsNames ?? [],
        ips: names.ips ?? [],
        notBefore: new Date(now.getTime() - skewMs),
        notAfter,
        authority: false,
      },
      this.#issuer,
    );
    return { chain, notAfter };
  }
}
