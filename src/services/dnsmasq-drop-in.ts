import dropInTemplate from '../../templates/services/dnsmasq-drop-in.hbs';
import type { RootView } from '../backend.ts';
import type { Network } from '../model/network.ts';
import { safeDevice } from './guard.ts';
import { DROP_IN_FOLDER } from './names.ts';

/**
 * What keeps the distribution's own dnsmasq, which would otherwise answer on every interface, off the bridge. Several
 * files may say bind-interfaces, as those of libvirt and lxc do; beside bind-dynamic it is refused, and not needed.
 */
export const dnsmasqDropIn = ({ bridge }: Network, dynamic: boolean): string =>
  dropInTemplate({ bridge: safeDevice(bridge.name), dynamic });

/** Whether the administrator has the distribution's dnsmasq say bind-dynamic. */
export const bindsDynamically = (root: RootView): boolean =>
  [
    '/etc/dnsmasq.conf',
    ...root
      .list(DROP_IN_FOLDER)
      .filter(isRead)
      .map((name) => `${DROP_IN_FOLDER}/${name}`),
  ].some((path) => /^\s*bind-dynamic\s*(?:\s#.*)?$/m.test(root.text(path) ?? ''));

/** dnsmasq passes over hidden files and those of Emacs; what package managers leave it is told of (CONFIG_DIR, conf-dir). */
const isRead = (name: string): boolean =>
  !/^\.|~$|^#.*#$|\.(?:dpkg-(?:dist|old|new)|rpm(?:new|save|orig))$/.test(name);
