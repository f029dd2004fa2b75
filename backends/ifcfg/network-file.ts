import { type Directives, directivesOf } from './directives.ts';
import { facetOf, keptForHost } from './keys.ts';

/**
 * /etc/sysconfig/network: what holds for the whole host. initscripts source it before every interface's file, so that
 * each of its keys is a default there; NetworkManager asks it for a few (make_ip4_setting, make_ip6_setting).
 */
export interface NetworkFile {
  readonly directives: Directives;
  /** The interface that goes by what a key says. */
  readonly use: (key: string, interfaceName: string) => void;
  readonly usersOf: (key: string) => readonly string[];
  /** The interface that NetworkManager gives the gateway of the host, though it is in no subnet of it. */
  readonly miss: (interfaceName: string) => void;
  readonly missed: () => string | undefined;
}

export function networkFileOf(text: string | undefined): NetworkFile {
  const users = new Map<string, string[]>();
  let missed: string | undefined;
  return {
    directives: directivesOf(text ?? '', keptForHost),
    use: (key, name) => users.set(key, [...(users.get(key) ?? []), name].slice(0, 2)),
    miss: (name) => {
      missed ??= name;
    },
    missed: () => missed,
    usersOf: (key) => users.get(key) ?? [],
  };
}

/** What an interface may go by; the second group NetworkManager does not look for here. */
const SHARED = ['GATEWAY', 'GATEWAYDEV', 'IPV6_DEFAULTGW', 'IPV6_DEFAULTDEV', 'IPV6INIT'];
const SCRIPTS_ONLY = ['IPV6_AUTOCONF', 'IPV6FORWARDING'];

/** After every interface was read: what became of the keys that an interface might have gone by. */
export function settleNetworkFile({ directives, usersOf, missed }: NetworkFile): void {
  directives.settle(/^NOZEROCONF$/);
  const networking = directives.text('NETWORKING');
  if (networking !== undefined && !/^yes$/i.test(networking))
    directives.differ(
      'NETWORKING',
      `NETWORKING=${networking.slice(0, 20)} keeps initscripts from starting anything, NetworkManager passes over it`,
      'NetworkManager',
    );
  for (const key of directives.keys()) {
    const isUsed = usersOf(key).length > 0;
    const isScripts = SCRIPTS_ONLY.includes(key);
    if (isScripts || SHARED.includes(key)) {
      if (isUsed) directives.text(key);
      else if (/GW$|^GATEWAY$/.test(key))
        directives.keep(
          key,
          `no interface without a gateway of its own reaches ${directives.peek(key)?.slice(0, 40)}`,
        );
      else directives.keep(key, `no interface goes by ${key}`);
      if (isUsed && isScripts)
        directives.differ(key, `NetworkManager does not look for ${key} in this file`, 'initscripts');
    } else if (facetOf(key) !== undefined && !/^(?:NETWORKING|NOZEROCONF)$/.test(key)) {
      directives.keep(key, 'a default for every interface, to initscripts alone');
      directives.differ(
        key,
        `initscripts take ${key} here for a default of every interface, NetworkManager does not look for it; not taken`,
      );
    }
  }
  const name = missed();
  if (name !== undefined)
    directives.differ(
      'GATEWAY',
      `NetworkManager gives ${name} this gateway too, which is in no subnet of it`,
      'initscripts',
    );
}
