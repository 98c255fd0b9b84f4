import { describe, expect, it } from 'vitest';
import { createAddresses, placeOf, subnetOf } from '../../../../src/core/dns/lab/addresses.ts';
import { parseFault } from '../../../../src/shared/domain/dns-faults.ts';

describe('addresses of the lab', () => {
  it('are of the loopback, all different, and none is a network or a broadcast address of a /24', () => {
    const { next } = createAddresses(null);
    const all = Array.from({ length: 70_000 }, () => next('loopback', 4));
    expect(new Set(all).size).toBe(all.length);
    expect(all[0]).toBe('127.1.0.1');
    expect(all.every((address) => /^127\.[1-9]\d{0,2}\.\d+\.\d+$/.test(address) && !/\.(0|255)$/.test(address))).toBe(true);
  });

  it('of IPv6 are of a local prefix, each a server of its own', () => {
    const { next } = createAddresses(null);
    expect([next('loopback', 6), next('loopback', 6)]).toEqual(['fd63:676f:73::1', 'fd63:676f:73::2']);
  });

  it('where no route leads to are of the networks for documentation', () => {
    const { next } = createAddresses(null);
    expect(next('nowhere', 4)).toMatch(/^192\.0\.2\.\d+$/);
    expect(next('nowhere', 6)).toMatch(/^2001:db8::/);
  });

  it('of neighbours that are not there lie in the subnet, far from those that the engine gives out', () => {
    const { next } = createAddresses({ address: '172.19.0.2', bits: 16 });
    expect([next('neighbour', 4), next('neighbour', 4)]).toEqual(['172.19.255.254', '172.19.255.253']);
    const small = createAddresses({ address: '10.0.0.2', bits: 28 });
    expect(() => {
      for (let i = 0; i < 20; i += 1) small.next('neighbour', 4);
    }).toThrow(/too few/);
  });

  it('need a network of their own for neighbours alone', () => {
    expect(placeOf(parseFault('arp-fail'))).toBe('neighbour');
    expect(placeOf(parseFault('no-route'))).toBe('nowhere');
    expect(placeOf(parseFault('0s=ok,1s=silent'))).toBe('loopback');
    expect(() => createAddresses(null).next('neighbour', 4)).toThrow(/network of its own/);
  });

  it('find the subnet in the routes of the container', () => {
    const route =
      'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\neth0\t00000000\t010013AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\neth0\t000013AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n';
    expect(subnetOf(route, ['172.19.0.2'])).toEqual({ address: '172.19.0.2', bits: 16 });
    expect(subnetOf(route, ['10.1.1.1'])).toBeNull();
    expect(subnetOf('nothing', [])).toBeNull();
  });
});
