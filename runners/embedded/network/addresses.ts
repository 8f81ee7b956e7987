/**
 * The address plan of one embedded cluster. Everything lies in 127.A.0.0/16, A being the cluster's lease; Linux answers on
 * every address of 127.0.0.0/8 without any configuration.
 */
export interface AddressPlan {
  /** A. */
  readonly block: number;
  readonly apiServer: { readonly host: string; readonly port: number };
  /** Inclusive range of addresses for Services. */
  readonly services: { readonly first: string; readonly last: string };
  /** Number from 1 up to 200. */
  readonly node: (index: number) => string;
}

export const apiServerPort = 6443;

export function addressPlan(block: number): AddressPlan {
  return {
    block,
    apiServer: { host: `127.${block}.0.1`, port: apiServerPort },
    services: { first: `127.${block}.1.0`, last: `127.${block}.15.255` },
    node: (index) => `127.${block}.0.${10 + index}`,
  };
}

/** The address that only a pod's own programs reach each other on, from the pod's IP. */
export function loopbackOf(podIP: string): string {
  const [a, b, c, d] = podIP.split('.').map(Number);
  return `${a ?? 127}.${b ?? 0}.${(c ?? 0) + 128}.${d ?? 0}`;
}

const firstThirdOctet = 16;
const lastThirdOctet = 127;
const perThirdOctet = 254;
const capacity = (lastThirdOctet - firstThirdOctet + 1) * perThirdOctet;

/** Hands out pod IPs, 127.A.16.1 up to 127.A.127.254, each as late as possible after it was given back. */
export class PodAddressPool {
  readonly #block: number;
  readonly #used = new Set<number>();
  #next = 0;

  constructor(block: number) {
    this.#block = block;
  }

  take(): string {
    if (this.#used.size === capacity) {
      throw Object.assign(
        new Error(`All ${capacity} pod addresses of 127.${this.#block}.0.0/16 are in use; delete some pods.`),
        { code: 'POD_ADDRESSES_EXHAUSTED' },
      );
    }
    while (this.#used.has(this.#next)) this.#advance();
    const index = this.#next;
    this.#used.add(index);
    this.#advance();
    return `127.${this.#block}.${firstThirdOctet + Math.floor(index / perThirdOctet)}.${(index % perThirdOctet) + 1}`;
  }

  release(address: string): void {
    const [, , third = 0, fourth = 0] = address.split('.').map(Number);
    this.#used.delete((third - firstThirdOctet) * perThirdOctet + fourth - 1);
  }

  #advance(): void {
    this.#next = (this.#next + 1) % capacity;
  }
}
