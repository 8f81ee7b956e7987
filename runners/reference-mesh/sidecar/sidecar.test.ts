import { describe, expect, it } from 'vitest';
import type { ServiceDestination } from '../compile/plan.ts';
import { urisIn } from './credentials.ts';
import { Knowledge } from './knowledge.ts';
import { readPorts } from './ports.ts';
import { readProxyLine } from './proxy-line.ts';

describe('SIDECAR_PORTS', () => {
  it('says what each port speaks', () => {
    const { connections, datagrams } = readPorts('http:8080, 8081 ; tcp:7070;udp:7070');
    expect([...connections]).toEqual([
      [8080, 'http'],
      [8081, 'http'],
      [7070, 'tcp'],
    ]);
    expect([...datagrams]).toEqual([7070]);
  });

  it.each(['', 'http', 'http:', 'sctp:53', 'http:99999', 'http:80;tcp'])('is refused: %j', (text) => {
    expect(() => readPorts(text)).toThrow('wanted SIDECAR_PORTS');
  });
});

describe('a PROXY line', () => {
  it('names the original destination, and ends before the first byte', () => {
    const bytes = Buffer.from('PROXY TCP4 10.0.0.1 10.96.0.7 41000 8080\r\nGET /');
    const line = readProxyLine(bytes);
    expect(line?.to).toEqual({ address: '10.96.0.7', port: 8080 });
    expect(bytes.subarray(line?.length).toString()).toBe('GET /');
  });

  it('stands before every datagram', () => {
    const bytes = Buffer.from('PROXY UDP4 10.0.0.1 10.96.0.7 41000 53\r\nwho?');
    expect(readProxyLine(bytes, 'UDP4')).toEqual({ to: { address: '10.96.0.7', port: 53 }, length: 40 });
    expect(() => readProxyLine(bytes)).toThrow('wanted a PROXY line');
  });

  it('is waited for', () => {
    expect(readProxyLine(Buffer.from('PROXY TCP4 10.0.0.1 10.9'))).toBeUndefined();
  });

  it.each([
    'GET / HTTP/1.1\r\n',
    'PROXY UNKNOWN\r\n',
    'PROXY TCP4 1.1.1.1 name 1 80\r\n',
    'PROXY TCP4 1.1.1.1 2.2.2.2 1 70000\r\n',
    'x'.repeat(107),
  ])('is refused: %j', (text) => {
    expect(() => readProxyLine(Buffer.from(text))).toThrow('wanted a PROXY line');
  });
});

describe('identities in a certificate', () => {
  it('are its URIs', () => {
    expect(urisIn('URI:spiffe://a/b, DNS:c, URI:spiffe://d')).toEqual(['spiffe://a/b', 'spiffe://d']);
    expect(urisIn(undefined)).toEqual([]);
  });

  it('are not made of one name that looks like several', () => {
    expect(urisIn('URI:"spiffe://a, URI:spiffe://admin"')).toEqual([]);
  });
});

describe('what a side-car knows', () => {
  const destination: ServiceDestination = { kind: 'service', namespace: 't', name: 'web', ports: {} };

  function fresh(): { knowledge: Knowledge; asked: string[] } {
    const asked: string[] = [];
    const knowledge = new Knowledge({
      onInterest: (addresses) => asked.push(...addresses),
      onPolicy: () => undefined,
      onCrash: () => undefined,
    });
    return { knowledge, asked };
  }

  it('is asked for once by all who wait, and remembered', async () => {
    const { knowledge, asked } = fresh();
    const waiting = [knowledge.ask('1'), knowledge.ask('1')];
    expect(asked).toEqual(['1']);
    knowledge.learn({ destinations: { '1': destination } });
    expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual(['service', 'service']);
    expect(knowledge.look('1')?.kind).toBe('service');
    expect(knowledge.addresses).toEqual(['1']);
  });

  it('follows an address that turns out to be somebody else’s', () => {
    const { knowledge } = fresh();
    knowledge.learn({ destinations: { '1': destination } });
    knowledge.learn({ destinations: { '1': { kind: 'pod', pod: 't/p' } } });
    expect(knowledge.look('1')).toEqual({ kind: 'pod', pod: 't/p', probes: [] });
    knowledge.learn({ destinations: { '1': null } });
    expect(knowledge.look('1')).toEqual({ kind: 'foreign' });
  });

  it('lets nobody in before the first configuration', () => {
    const { knowledge } = fresh();
    expect(knowledge.ready).toBe(false);
    knowledge.learn({ destinations: { '1': null } });
    expect(knowledge.ready).toBe(false);
    knowledge.learn({ grants: { me: [{ target: 't/a', sources: ['x'] }] } });
    expect(knowledge.ready).toBe(true);
    expect(knowledge.grants).toHaveLength(1);
    knowledge.learn({ grants: { me: [] } });
    expect(knowledge.grants).toEqual([]);
  });
});
