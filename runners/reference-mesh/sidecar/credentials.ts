import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';

/** Proof of whose side-car this is, and what other side-cars' proofs are checked against. */
export interface Credentials {
  readonly options: SecureContextOptions;
  readonly context: SecureContext;
}

export function credentials(key: string, chain: string, root: string): Credentials {
  const options: SecureContextOptions = { key, cert: chain, ca: root, minVersion: 'TLSv1.3' };
  return { options, context: createSecureContext(options) };
}

/** The URIs in a certificate's alternative names, as Node prints those: `URI:a, DNS:b, URI:c`. */
export function urisIn(subjectAltName: string | undefined): readonly string[] {
  const names = (subjectAltName ?? '').split(', ');
  // A name that Node had to quote was made to look like several.
  return names
    .filter((name) => name.startsWith('URI:') && !name.includes('"'))
    .map((name) => name.slice('URI:'.length));
}
