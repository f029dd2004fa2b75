/** What the kernel says of a machine's interfaces, as `ip -j` prints it. */
export interface KernelState {
  readonly devices: ReadonlyMap<string, Device>;
  readonly routes: readonly KernelRoute[];
}

export interface Device {
  readonly ifname: string;
  readonly mtu: number;
  readonly address: string;
  readonly flags: readonly string[];
  readonly master?: string;
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: Record<string, unknown> };
  readonly addr_info: readonly {
    readonly local: string;
    readonly prefixlen: number;
    readonly scope: string;
  }[];
}

export interface KernelRoute {
  readonly dst: string;
  readonly gateway?: string;
  readonly dev: string;
  readonly metric?: number;
}

/** Shell commands that report the state on standard output; any number of times. */
export const REPORT = `echo '<<<'; ip -j -d addr; echo '==='; ip -j route; echo '==='; ip -j -6 route; echo '>>>'`;

/** The states that a script reported, in order. */
export function statesIn(stdout: string): KernelState[] {
  return [...stdout.matchAll(/^<<<\n([\s\S]*?)^>>>$/gm)].map(([, text = '']) => {
    const [devices, ipv4, ipv6] = text.split('===\n').map((json) => JSON.parse(json.trim() || '[]'));
    return {
      devices: new Map((devices as Device[]).map((device) => [device.ifname, device])),
      routes: [...ipv4, ...ipv6] as KernelRoute[],
    };
  });
}

/** The addresses of a device that somebody configured, sorted. */
export const addressesOf = (device: Device | undefined): string[] =>
  (device?.addr_info ?? [])
    .filter(({ local }) => !local.startsWith('fe80:'))
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`)
    .sort();

export const hasLinkLocal = (device: Device | undefined): boolean =>
  (device?.addr_info ?? []).some(({ local }) => local.startsWith('fe80:'));
