/** What a guest reports, as the kernel and the programs there show it. */
export interface Report {
  /** `ip -d address`, by name. */
  readonly links: ReadonlyMap<string, Link>;
  /** Routes of the main table, IPv4 then IPv6. */
  readonly routes: readonly KernelRoute[];
  /** Policy rules besides the kernel's own. */
  readonly rules: readonly unknown[];
  /** /sys/class/net/BOND/bonding, by bond. */
  readonly bonding: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** /proc/sys/net/ipv6/conf/IF/KEY. */
  readonly ipv6Setting: (name: string, key: string) => string | undefined;
  /** Name servers and search domains in the order they are asked, stub resolvers looked through. */
  readonly resolver: { readonly servers: readonly string[]; readonly search: readonly string[] };
  readonly failedUnits: readonly string[];
  /** Jobs that were still waited for when the guest's patience ended. */
  readonly unfinishedJobs: readonly string[];
  /** Seconds after the kernel's start. `undefined`: it never happened. */
  readonly times: {
    readonly started: (unit: string) => number | undefined;
    readonly online: number | undefined;
  };
  readonly journal: string;
}

/** A device as `ip -j -d address` shows it. */
export interface Link {
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly address: string;
  readonly permaddr?: string;
  readonly link?: string;
  readonly link_type: string;
  readonly master?: string;
  readonly operstate: string;
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_data?: Readonly<Record<string, unknown>>;
    readonly info_slave_kind?: string;
    readonly info_slave_data?: Readonly<Record<string, unknown>>;
  };
  readonly addr_info: readonly LinkAddress[];
}

export interface LinkAddress {
  readonly family: 'inet' | 'inet6';
  readonly local: string;
  readonly prefixlen: number;
  readonly scope: string;
  readonly dynamic?: boolean;
  readonly tentative?: boolean;
  readonly dadfailed?: boolean;
}

export interface KernelRoute {
  readonly type?: string;
  readonly dst: string;
  readonly gateway?: string;
  readonly dev?: string;
  readonly protocol?: string;
  readonly scope?: string;
  readonly table?: string;
  readonly metric?: number;
}

/** The priorities of the kernel's own rules: local, main, default. */
const OWN_RULES: ReadonlySet<number> = new Set([0, 32766, 32767]);

export function parseReport(files: ReadonlyMap<string, string>): Report {
  const text = (name: string): string => files.get(name) ?? '';
  const json = <T>(name: string): T[] => JSON.parse(text(name).trim() || '[]') as T[];
  const lines = (name: string): string[] => text(name).split('\n').filter(Boolean);
  const settings = new Map(
    lines('settings').map((line): [string, string] => {
      const at = line.indexOf(':', line.search(/[^/:]+:/));
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  const resolver = lines('upstream-resolv.conf').length ? 'upstream-resolv.conf' : 'resolv.conf';
  const words = (key: string): string[] =>
    lines(resolver).flatMap((line) => (line.startsWith(`${key} `) ? line.split(/\s+/).slice(1) : []));
  const units = text('times').split('\n\n').map(properties);
  const seconds = (unit: string, key: string): number | undefined => {
    const value = Number(units.find(({ Id }) => Id === unit)?.[key] ?? 0);
    return value ? value / 1e6 : undefined;
  };
  return {
    links: new Map(json<Link>('links.json').map((link) => [link.ifname, link])),
    routes: [...json<KernelRoute>('routes4.json'), ...json<KernelRoute>('routes6.json')].filter(
      ({ table, type }) => table !== 'local' && type !== 'multicast',
    ),
    rules: [
      ...json<{ priority: number }>('rules4.json'),
      ...json<{ priority: number }>('rules6.json'),
    ].filter(({ priority }) => !OWN_RULES.has(priority)),
    bonding: bondingOf(settings),
    ipv6Setting: (name, key) => settings.get(`/proc/sys/net/ipv6/conf/${name}/${key}`),
    resolver: { servers: words('nameserver'), search: words('search').filter((name) => name !== '.') },
    failedUnits: lines('failed-units'),
    unfinishedJobs: lines('unfinished-jobs'),
    times: {
      started: (unit) => seconds(unit, 'InactiveExitTimestampMonotonic'),
      online: seconds('network-online.target', 'ActiveEnterTimestampMonotonic'),
    },
    journal: text('journal'),
  };
}

function properties(block: string): Record<string, string> {
  return Object.fromEntries(
    block.split('\n').map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

function bondingOf(settings: ReadonlyMap<string, string>): Report['bonding'] {
  const bonds = new Map<string, Record<string, string>>();
  for (const [path, value] of settings) {
    const [, bond, key] = /^\/sys\/class\/net\/([^/]+)\/bonding\/([^/]+)$/.exec(path) ?? [];
    if (bond === undefined || key === undefined) continue;
    bonds.set(bond, { ...bonds.get(bond), [key]: value });
  }
  return bonds;
}
