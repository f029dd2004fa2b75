import { type Directives, directivesOf } from './directives.ts';

/**
 * /etc/sysconfig/network: what holds for the whole host. initscripts source it before every interface's file, so that
 * each of its keys is a default there; NetworkManager asks it for a few (make_ip4_setting, make_ip6_setting).
 */
export interface NetworkFile {
  readonly directives: Directives;
  /** The interface that goes by what a key says. */
  readonly use: (key: string, interfaceName: string) => void;
  readonly usersOf: (key: string) => readonly string[];
}

export function networkFileOf(text: string | undefined): NetworkFile {
  const users = new Map<string, string[]>();
  return {
    directives: directivesOf(text ?? ''),
    use: (key, name) => users.set(key, [...(users.get(key) ?? []), name].slice(0, 2)),
    usersOf: (key) => users.get(key) ?? [],
  };
}

/** After every interface was read: what became of the keys that an interface might have gone by. */
export function settleNetworkFile({ directives, usersOf }: NetworkFile): void {
  directives.settle(/^NOZEROCONF$/);
  const networking = directives.text('NETWORKING');
  if (networking !== undefined && !/^yes$/i.test(networking))
    directives.differ(
      'NETWORKING',
      `NETWORKING=${networking.slice(0, 20)} keeps initscripts from starting anything, NetworkManager passes over it`,
    );
  for (const key of [
    'GATEWAY',
    'GATEWAYDEV',
    'IPV6_DEFAULTGW',
    'IPV6_DEFAULTDEV',
    'IPV6INIT',
    'IPV6_AUTOCONF',
    'IPV6FORWARDING',
  ]) {
    if (!directives.has(key)) continue;
    if (usersOf(key).length > 0) directives.text(key);
    else if (/GW$|^GATEWAY$/.test(key))
      directives.refuse(
        key,
        `no interface has ${directives.peek(key)?.slice(0, 40)} in the subnet of its first address and no gateway of its own`,
      );
    else directives.keep(key, `no interface goes by ${key}`);
  }
}
