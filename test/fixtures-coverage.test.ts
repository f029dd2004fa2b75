import { expect, test } from 'vitest';
import { features, featureUses } from '../src/model/features.ts';
import { resolve } from '../src/model/resolve.ts';
import { fixtureCases } from './support/fixture-cases.ts';

/** What of the language and of the model the cases below fixtures/ show: all of it. */

const yesNo = ['yes', 'no'];
const onOff = ['on', 'off'];
const any: readonly string[] = [];

/** Every element and attribute of the language; for an attribute its words, or `any`. */
const language: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  interfaces: {},
  interface: {
    type: ['ethernet', 'bond', 'bridge', 'vlan', 'veth', 'physical'],
    name: any,
    primary: ['yes'],
    cost: any,
    priority: any,
  },
  name: {},
  uuid: {},
  description: {},
  start: { mode: ['onboot', 'none', 'hotplug'] },
  mtu: { size: any },
  mac: { address: any, assign: any },
  link: { speed: any, state: ['up', 'down'] },
  protocol: { family: ['ipv4', 'ipv6'], disabled: ['yes'] },
  dhcp: { peerdns: yesNo },
  ip: { address: any, prefix: any, gateway: any },
  route: { gateway: any, address: any, prefix: any, metric: any },
  autoconf: {},
  dns: {},
  server: { address: any },
  search: { domain: any },
  bridge: {
    stp: onOff,
    delay: any,
    priority: any,
    hello_time: any,
    max_age: any,
    ageing_time: any,
    vlan_filtering: onOff,
    multicast_snooping: onOff,
  },
  bond: {
    mode: [
      'balance-rr',
      'active-backup',
      'balance-xor',
      'broadcast',
      '802.3ad',
      'balance-tlb',
      'balance-alb',
    ],
    lacp_rate: ['slow', 'fast'],
    xmit_hash_policy: ['layer2', 'layer2+3', 'layer3+4', 'encap2+3', 'encap3+4', 'vlan+srcmac'],
    ad_select: ['stable', 'bandwidth', 'count'],
    fail_over_mac: ['none', 'active', 'follow'],
    min_links: any,
    primary_reselect: ['always', 'better', 'failure'],
    packets_per_slave: any,
  },
  miimon: { freq: any, downdelay: any, updelay: any, carrier: ['ioctl', 'netif'] },
  arpmon: { interval: any, target: any, validate: ['none', 'active', 'backup', 'all'] },
  veth: { peer: any },
  vlan: { tag: any, reorder_hdr: yesNo, gvrp: yesNo, mvrp: yesNo, loose_binding: yesNo },
};

/** `bond`, `bond mode`, `bond mode=802.3ad`: what a text of well-formed XML holds. */
function* wordsOf(xml: string): Generator<string> {
  for (const [, element = '', attributes = ''] of xml.matchAll(
    /<([a-z]+)((?:\s+[a-z_]+=(?:'[^']*'|"[^"]*"))*)/g,
  )) {
    yield element;
    for (const [, name = '', value = ''] of attributes.matchAll(/([a-z_]+)=["']([^"']*)/g)) {
      yield `${element} ${name}`;
      yield `${element} ${name}=${value}`;
    }
  }
}

test('every element, attribute and word of the language is in some case', () => {
  const shown = new Set(
    fixtureCases.flatMap(({ documents }) => documents.flatMap(({ text }) => [...wordsOf(text)])),
  );
  const wanted = Object.entries(language).flatMap(([element, attributes]) => [
    element,
    ...Object.entries(attributes).flatMap(([name, words]) => [
      `${element} ${name}`,
      ...words.map((word) => `${element} ${name}=${word}`),
    ]),
  ]);
  expect(wanted.filter((word) => !shown.has(word))).toEqual([]);
});

test('every feature is used in some case', () => {
  const used = new Set<string>(
    fixtureCases.flatMap(({ parsed }) =>
      featureUses(resolve(parsed.definitions, parsed.sources).host).map(({ feature }) => feature),
    ),
  );
  expect(Object.keys(features).filter((feature) => !used.has(feature))).toEqual([]);
});

test('no case has an error of its own', () => {
  const errors = fixtureCases.flatMap(({ name, parsed }) =>
    parsed.findings.filter(({ severity }) => severity === 'error').map(({ code }) => `${name}: ${code}`),
  );
  expect(errors).toEqual([]);
});
