import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto';
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  utf8String,
} from './der.ts';

const oid = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

export interface CertificateRequest {
  /** Common name; an empty subject is none, and then the alternative names are critical. */
  readonly subject: string;
  /** EC P-256. */
  readonly publicKey: KeyObject;
  readonly uris: readonly string[];
  readonly dnsNames: readonly string[];
  /** IPv4. */
  readonly ips: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Whether it signs other certificates. */
  readonly authority: boolean;
}

export interface Issuer {
  readonly subject: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** An X.509 v3 certificate (RFC 5280) signed with ECDSA and SHA-256, as PEM. */
export function issueCertificate(request: CertificateRequest, issuer: Issuer): string {
  const algorithm = sequence(objectIdentifier(oid.ecdsaWithSha256));
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serialNumber()),
    algorithm,
    name(issuer.subject),
    sequence(time(request.notBefore), time(request.notAfter)),
    name(request.subject),
    keyInfo(request.publicKey),
    explicit(3, sequence(...extensions(request, issuer))),
  );
  const signature = sign('sha256', body, issuer.privateKey);
  return pem(sequence(body, algorithm, bitString(signature)));
}

function extensions(request: CertificateRequest, issuer: Issuer): readonly Buffer[] {
  const names = [
    ...request.uris.map((uri) => implicit(6, Buffer.from(uri, 'ascii'))),
    ...request.dnsNames.map((dns) => implicit(2, Buffer.from(dns, 'ascii'))),
    ...request.ips.map((ip) => implicit(7, Buffer.from(ip.split('.').map(Number)))),
  ];
  const common = [
    extension(oid.subjectKeyIdentifier, false, octetString(keyIdentifier(request.publicKey))),
    extension(oid.authorityKeyIdentifier, false, sequence(implicit(0, keyIdentifier(issuer.publicKey)))),
  ];
  if (request.authority) {
    return [
      ...common,
      extension(oid.basicConstraints, true, sequence(boolean(true))),
      // keyCertSign, the sixth bit.
      extension(oid.keyUsage, true, bitString(Buffer.from([0x04]), 2)),
    ];
  }
  return [
    ...common,
    extension(oid.basicConstraints, true, sequence()),
    // digitalSignature, the first bit.
    extension(oid.keyUsage, true, bitString(Buffer.from([0x80]), 7)),
    extension(
      oid.extendedKeyUsage,
      false,
      sequence(objectIdentifier(oid.serverAuth), objectIdentifier(oid.clientAuth)),
    ),
    extension(oid.subjectAltName, request.subject === '', sequence(...names)),
  ];
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

function name(commonName: string): Buffer {
  return commonName === ''
    ? sequence()
    : sequence(set(sequence(objectIdentifier(oid.commonName), utf8String(commonName))));
}

function keyInfo(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

/** A digest that names a key; it protects nothing (RFC 5280, section 4.2.1.2). */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha256').update(keyInfo(key)).digest().subarray(0, 20);
}

/** Positive and without leading zeros, 16 bytes of chance. */
function serialNumber(): Buffer {
  return Buffer.concat([Buffer.from([0x40]), randomBytes(15)]);
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
