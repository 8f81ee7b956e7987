import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A key with its certificate, both as PEM text. */
export interface KeyPair {
  readonly key: string;
  readonly certificate: string;
}

export interface ServingCertificate extends KeyPair {
  readonly caCertificate: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;

/**
 * Makes an authority for this one server and a certificate under it. The authority's key is dropped afterwards.
 * @param hosts DNS names and IPv4 addresses that the certificate is good for
 */
export async function servingCertificate(hosts: readonly string[], now: number): Promise<ServingCertificate> {
  x509.cryptoProvider.set(webcrypto);
  const [authorityKeys, keys] = await Promise.all([newKeys(), newKeys()]);
  const valid = { notBefore: new Date(now - day), notAfter: new Date(now + 365 * day) };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=kubernetes',
    ...valid,
    signingAlgorithm: algorithm,
    keys: authorityKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature, true),
    ],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: '02',
    subject: 'CN=kube-apiserver',
    issuer: authority.subject,
    ...valid,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((host) => ({ type: /^[\d.]+$/.test(host) ? 'ip' : 'dns', value: host }) as const),
      ),
    ],
  });
  const exported = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    key: x509.PemConverter.encode(exported, 'PRIVATE KEY'),
    certificate: certificate.toString('pem'),
    caCertificate: `${authority.toString('pem')}\n`,
  };
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
