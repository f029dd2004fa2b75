import { type Host, indexHost } from '../../model/host.ts';
import type { Interface } from '../../model/interface.ts';
import type { Report } from '../output/report.ts';
import { table } from '../output/text.ts';
import { drawStack } from '../output/tree.ts';
import { openPlace } from '../place.ts';
import type { RunVerb } from '../verb.ts';

type Listed = Report<'list'>['interfaces'][number];

export const list: RunVerb<'list'> = async ({ options }) => {
  const { disk, backend } = await openPlace(options);
  const { host, problems } = backend.read(disk.view);
  const interfaces = listed(host);
  return {
    report: { backend: backend.name, root: options.root, interfaces },
    findings: problems,
    text: () =>
      options.tree
        ? drawStack(interfaces, (iface) =>
            [iface.name, ...columnsOf(iface, options.macs === true)].filter(Boolean).join('  '),
          )
        : table(interfaces.map((iface) => [iface.name, ...columnsOf(iface, options.macs === true)])),
    sourceText: disk.view.text,
  };
};

function listed(host: Host): Listed[] {
  const index = indexHost(host);
  return host.interfaces.map((iface) => ({
    name: iface.name,
    type: iface.type,
    start: index.startOf(iface),
    mtu: index.mtuOf(iface) ?? null,
    mac: (iface.type === 'ethernet' ? iface.permanentMac : undefined) ?? null,
    assignedMac: iface.assignMac ?? null,
    addresses: addressesOf(iface),
    controller: iface.port?.controller ?? null,
    on: iface.type === 'vlan' ? [iface.vlan.parent] : index.membersOf(iface.name).map(({ name }) => name),
  }));
}

function addressesOf({ ipv4, ipv6 }: Interface): string[] {
  const text = ({ address, prefix }: { address: string; prefix: number }): string => `${address}/${prefix}`;
  return [
    ...(ipv4?.dhcp ? ['dhcp'] : []),
    ...(ipv4?.addresses ?? []).map(text),
    ...(ipv6?.autoconf ? ['autoconf'] : []),
    ...(ipv6?.dhcp ? ['dhcpv6'] : []),
    ...(ipv6?.addresses ?? []).map(text),
  ];
}

function columnsOf(iface: Listed, macs: boolean): string[] {
  const place = iface.controller === null ? iface.addresses.join(' ') : `in ${iface.controller}`;
  const mac = iface.assignedMac ?? iface.mac ?? '-';
  return [iface.type, iface.start, ...(macs ? [mac] : []), place];
}
