import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Authority, newAuthority } from './authority.ts';
import { podUri, serviceAccountUri } from './names.ts';

const now = new Date('2026-03-01T12:00:00Z');
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function pair(authority: Authority, uris: readonly string[], at = now): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const leaf = authority.issue(publicKey, { uris }, at);
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: leaf.chain };
}

describe('the mesh authority', () => {
  it('issues certificates that name the identities and chain to its root', () => {
    const authority = new Authority(newAuthority(now));
    const uris = [serviceAccountUri('t', 'c1'), podUri('t', 'c1-abc')];
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const leaf = new X509Certificate(authority.issue(publicKey, { uris, dnsNames: ['a.b'] }, now).chain);
    const root = new X509Certificate(authority.root);
    expect(leaf.subjectAltName).toBe(`URI:${uris[0]}, URI:${uris[1]}, DNS:a.b`);
    expect(leaf.checkIssued(root)).toBe(true);
    expect(leaf.verify(root.publicKey)).toBe(true);
    expect(root.ca).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(new Date(leaf.validTo).getTime()).toBeGreaterThan(now.getTime());
  });

  it('keeps its root over a restart', () => {
    const files = newAuthority(now);
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const leaf = new X509Certificate(new Authority(files).issue(publicKey, {}, now).chain);
    expect(leaf.verify(new X509Certificate(new Authority(files).root).publicKey)).toBe(true);
  });

  it('is believed in a mutual handshake, and a stranger of the same name is not', async () => {
    const today = new Date();
    const authority = new Authority(newAuthority(today));
    const stranger = new Authority(newAuthority(today));
    const server = createServer({
      ...pair(authority, [serviceAccountUri('t', 'server')], today),
      ca: authority.root,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
    });
    const seen = once(server, 'secureConnection') as Promise<[TLSSocket]>;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const dial = (credentials: { key: string; cert: string }): TLSSocket => {
      const options = { ...credentials, ca: authority.root, checkServerIdentity: () => undefined };
      const socket = connect({ host: '127.0.0.1', port, ...options });
      closers.push(() => socket.destroy());
      return socket;
    };
    dial(pair(authority, [serviceAccountUri('t', 'c1')], today));
    const [accepted] = await seen;
    closers.push(() => accepted.destroy());
    expect(accepted.getPeerX509Certificate()?.subjectAltName).toBe('URI:spiffe://cluster.local/ns/t/sa/c1');

    let believed = 0;
    server.on('secureConnection', () => (believed += 1));
    const refused = once(server, 'tlsClientError');
    dial(pair(stranger, [serviceAccountUri('t', 'c1')], today)).on('error', () => undefined);
    await refused;
    expect(believed).toBe(0);
  });
});
