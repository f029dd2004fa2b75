import type { Consumer } from '../consumers.ts';
import { buildImage, type Image, type Recipe } from '../images.ts';
import { buildKernel, type Kernel } from '../kernel.ts';
import type { Bench } from '../trial.ts';

/** What the packet filter needs of the kernel, and what lays the outside's cable (guest/wire). */
const MODULES = [
  ...[
    'nf_tables',
    'nft_ct',
    'nft_chain_nat',
    'nft_nat',
    'nft_masq',
    'nft_redir',
    'nft_fib_inet',
    'nft_limit',
  ],
  ...['nft_reject_inet', 'nft_fib_ipv4', 'nft_fib_ipv6', 'nft_log', 'nf_conntrack_netlink'],
  ...['nft_compat', 'nf_conntrack_tftp', 'nf_nat_tftp', 'ip_set', 'nft_objref'],
  ...['sch_ingress', 'cls_matchall', 'cls_flower', 'act_mirred', 'act_skbedit'],
];

/** What networks are served by, and what guests try them with. */
const PACKAGES = ['nftables', 'dnsmasq-base', 'kea-dhcp4-server', 'busybox', 'socat'];

/** More that a machine may have, in whose company networks must work. */
interface Company {
  readonly packages: readonly string[];
  readonly enable: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

/** Its rules flush everybody's when they are loaded, and when it stops. */
const nftablesService: Company = { packages: [], enable: ['nftables.service'] };
/** The distribution's own dnsmasq serves the machine itself. */
const withOwnDnsmasq: Company = {
  ...nftablesService,
  packages: ['dnsmasq'],
  // Which would be in its way.
  files: { '/etc/systemd/resolved.conf.d/no-stub.conf': '[Resolve]\nDNSStubListener=no\n' },
};
const firewalld: Company = { packages: ['firewalld', 'netbase'], enable: ['firewalld.service'] };

/** The consumer on a machine that can have guests. */
export const withGuests = (consumer: Consumer): Consumer =>
  joined(consumer, consumer.name === 'networkd-257' ? withOwnDnsmasq : nftablesService);

/** The same on a machine whose packet filter is firewalld's. */
export const withFirewalld = (consumer: Consumer): Consumer => joined(consumer, firewalld);

const joined = (consumer: Consumer, company: Company): Consumer => ({
  ...consumer,
  recipe: () => recipeOf(consumer.recipe(), company),
});

const recipeOf = (recipe: Recipe, { packages, enable, files = {} }: Company): Recipe => ({
  ...recipe,
  packages: [...recipe.packages, ...PACKAGES, ...packages],
  enable: [...recipe.enable, ...enable],
  files: {
    ...recipe.files,
    // Debian starts it with what is in its package.
    '/etc/systemd/system/kea-dhcp4-server.service.d/not-this-one.conf':
      '[Unit]\nConditionPathExists=/nowhere\n',
    ...files,
  },
});

/** The bench for machines with guests. */
export function benchOf(bench: Bench): Bench {
  const kernel = kernelOnce();
  return { ...bench, kernel, imageOf: (consumer) => imageOnce(consumer, kernel) };
}

let built: Kernel | undefined;
const kernelOnce = (): Kernel => {
  built ??= buildKernel(MODULES);
  return built;
};

const images = new Map<string, Image>();
function imageOnce(consumer: Consumer, kernel: Kernel): Image {
  const recipe = consumer.recipe();
  const key = JSON.stringify(recipe);
  const image = images.get(key) ?? buildImage(`${consumer.name}-guests`, recipe, kernel.modules);
  images.set(key, image);
  return image;
}
