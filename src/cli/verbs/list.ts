import { type Host, indexHost } from '../../model/host.ts';
import type { Interface } from '../../model/interface.ts';
import { type InstalledNetwork, networkMode } from '../../model/network.ts';
import { fault } from '../../root/fault.ts';
import { accountsText, reportedAccount } from '../output/accounts.ts';
import type { Report } from '../output/report.ts';
import { table } from '../output/text.ts';
import { drawStack } from '../output/tree.ts';
import { openPlace } from '../place.ts';
import { linesLeft, surveyRoot } from '../surveyed.ts';
import type { RunVerb } from '../verb.ts';

type Listed = Report<'list'>['interfaces'][number];

export const list: RunVerb<'list'> = async ({ options }) => {
  if (options.report && (options.tree || options.macs))
    throw fault('usage', { problem: '--report prints lines, --tree and --macs interfaces: say one' });
  const { disk, backend, services, irregular } = await openPlace(options);
  const { host, accounts, findings, ours } = surveyRoot(backend, disk.view);
  const standing = services?.read(disk.view) ?? { networks: [], problems: [] };
  const interfaces = listed(host, ours);
  const networks = standing.networks.map(listedNetwork);
  return {
    report: {
      backend: backend.name,
      root: options.root,
      interfaces,
      networks,
      accounts: accounts.map(reportedAccount),
    },
    findings: [...findings, ...irregular(), ...linesLeft(accounts), ...standing.problems],
    text: (style) => {
      if (options.report) return accountsText(accounts, style);
      return options.tree
        ? drawStack(interfaces, (iface) =>
            [iface.name, ...columnsOf(iface, options.macs === true)].filter(Boolean).join('  '),
          )
        : table([
            ...interfaces.map((iface) => [iface.name, ...columnsOf(iface, options.macs === true)]),
            ...networks.map((network) => [network.name, ...networkColumns(network, options.macs === true)]),
          ]);
    },
    sourceText: disk.view.text,
  };
};

function listed(host: Host, ours: ReadonlySet<string>): Listed[] {
  const index = indexHost(host);
  return host.interfaces.map((iface) => ({
    name: iface.name,
    type: iface.type,
    ours: ours.has(iface.name),
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
  return [
    iface.type,
    iface.start,
    ...(macs ? [mac] : []),
    iface.ours ? place : `${place} (not ours)`.trimStart(),
  ];
}

type ListedNetwork = Report<'list'>['networks'][number];

function listedNetwork({ network, autostart, dhcpServer, ownsBridge }: InstalledNetwork): ListedNetwork {
  return {
    name: network.name,
    mode: networkMode(network),
    bridge: network.bridge.name,
    ownsBridge,
    addresses: network.ips.map(({ address, prefix }) => `${address}/${prefix}`),
    autostart,
    dhcp: network.ips.some(({ dhcp }) => dhcp !== undefined) ? dhcpServer : null,
  };
}

function networkColumns({ mode, bridge, addresses, autostart }: ListedNetwork, macs: boolean): string[] {
  const place = [`${mode} on ${bridge}`, ...addresses].join(' ');
  return ['network', autostart ? 'onboot' : 'none', ...(macs ? ['-'] : []), place];
}
