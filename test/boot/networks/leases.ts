import type { Lease } from './host.ts';

/** What a guest's DHCP client was told, one map for each time. */
export function parseLeases(text: string): ReadonlyMap<string, string>[] {
  return text
    .split('\n\n')
    .filter((block) => block.includes('event='))
    .map(
      (block) =>
        new Map(
          block
            .split('\n')
            .map((line): [string, string] => {
              const at = line.indexOf('=');
              return [line.slice(0, at), line.slice(at + 1)];
            })
            .filter(([key]) => key !== ''),
        ),
    );
}

/** Where a lease is not what is wanted. */
export function leaseFaults(
  name: string,
  told: ReadonlyMap<string, string> | undefined,
  wanted: Lease,
): string[] {
  if (!told) return [`${name}: no lease`];
  const is: Partial<Record<keyof Lease, string | undefined>> = {
    address: `${told.get('ip')}/${told.get('mask')}`,
    router: told.get('router'),
    dns: told.get('dns'),
    domain: told.get('domain'),
    hostname: told.get('hostname'),
    seconds: told.get('lease'),
    bootFile: told.get('boot_file'),
    server: told.get('serverid'),
  };
  return (Object.keys(is) as (keyof Lease)[]).flatMap((key) =>
    matches(is[key], wanted[key])
      ? []
      : [`${name}: leased ${key} ${is[key] ?? 'none'}, wanted ${wanted[key] ?? 'none'}`],
  );
}

const matches = (is: string | undefined, wanted: string | undefined): boolean =>
  is === undefined || wanted === undefined
    ? is === wanted
    : new RegExp(`^${wanted.replaceAll('.', '\\.').replaceAll('?', '\\d')}$`).test(is);
