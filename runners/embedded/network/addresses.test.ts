import { describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../clusters/provider.ts';
import { loopbackOf, PodAddressPool } from './addresses.ts';
import { leaseAddresses } from './lease.ts';
import { listenOn } from '../testing/listen.ts';

describe('PodAddressPool', () => {
  it('never hands out an address that is in use, and reuses one only after all others', () => {
    const pool = new PodAddressPool(20);
    const taken = Array.from({ length: 600 }, () => pool.take());
    expect(new Set(taken).size).toBe(600);
    expect(taken[0]).toBe('127.20.16.1');
    expect(
      taken.every((address) => /^127\.20\.(1[6-9])\.([1-9]\d?|1\d\d|2[0-4]\d|25[0-4])$/.test(address)),
    ).toBe(true);
    pool.release('127.20.16.1');
    expect(pool.take()).not.toBe('127.20.16.1');
  });

  it('comes back to released addresses, and says when there are none', () => {
    const pool = new PodAddressPool(20);
    const all = Array.from({ length: 112 * 254 }, () => pool.take());
    expect(all.at(-1)).toBe('127.20.127.254');
    expect(() => pool.take()).toThrow('delete some pods');
    pool.release('127.20.40.7');
    expect(pool.take()).toBe('127.20.40.7');
  });
});

describe('loopbackOf', () => {
  it('lies outside the range of pod IPs', () => {
    expect(loopbackOf('127.20.16.1')).toBe('127.20.144.1');
    expect(loopbackOf('127.20.127.254')).toBe('127.20.255.254');
  });
});

const failure = (code: string) => Object.assign(new Error(code), { code });

describe('leaseAddresses', () => {
  it('takes the next block when one is in use', async () => {
    const tried: number[] = [];
    const lease = await leaseAddresses(
      ({ block }) => {
        tried.push(block);
        return block < 19 ? Promise.reject(failure('EADDRINUSE')) : Promise.resolve('bound');
      },
      () => 0.005,
    );
    expect(lease).toMatchObject({ plan: { block: 19 }, bound: 'bound' });
    expect(tried).toEqual([17, 18, 19]);
  });

  it('starts again at the first block after the last', async () => {
    const lease = await leaseAddresses(
      ({ block }) => (block === 250 ? Promise.reject(failure('EADDRINUSE')) : Promise.resolve()),
      () => 0.9999,
    );
    expect(lease.plan.apiServer).toEqual({ host: '127.16.0.1', port: 6443 });
  });

  it('keeps clusters apart on this machine', async () => {
    const bind = () =>
      leaseAddresses(
        ({ apiServer }) => listenOn(apiServer.host, apiServer.port),
        () => 0.5,
      );
    const [one, two] = [await bind(), await bind()];
    expect(one.plan.block).not.toBe(two.plan.block);
    await Promise.all([one.bound(), two.bound()]);
  });

  it.each([
    ['EADDRNOTAVAIL', 'EMBEDDED_NO_LOOPBACK_BLOCK', '--cluster kind'],
    ['EADDRINUSE', 'EMBEDDED_ADDRESSES_TAKEN', 'ss -ltnp'],
  ])('explains %s', async (code, expected, advice) => {
    const lease = leaseAddresses(
      () => Promise.reject(failure(code)),
      () => 0,
    );
    await expect(lease).rejects.toBeInstanceOf(EnvironmentError);
    await expect(lease).rejects.toMatchObject({
      code: expected,
      message: expect.stringContaining(advice) as string,
    });
  });

  it('passes other failures on as they are', async () => {
    const lease = leaseAddresses(
      () => Promise.reject(failure('EMFILE')),
      () => 0,
    );
    await expect(lease).rejects.toMatchObject({ code: 'EMFILE' });
  });
});
