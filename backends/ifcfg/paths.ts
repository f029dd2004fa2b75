/** Where initscripts and NetworkManager's ifcfg-rh plugin both look (sysconfig.txt; nms-ifcfg-rh-common.h). */
export const FOLDER = '/etc/sysconfig/network-scripts';

/** `network` is read by both for what holds for the whole host. */
export const NETWORK_FILE = '/etc/sysconfig/network';

export const pathOf = (kind: 'ifcfg' | 'route' | 'route6', name: string): string =>
  `${FOLDER}/${kind}-${name}`;

/** initscripts: is_ignored_file in etc/rc.d/init.d/functions, and the names that the network service leaves out. */
export const initscriptsIgnore = (file: string): boolean =>
  /(?:~|\.bak|\.old|\.orig|\.rpmnew|\.rpmorig|\.rpmsave)$/.test(file) || /^ifcfg-.*-range/.test(file);

/** NetworkManager: utils_should_ignore_file in nms-ifcfg-rh-utils.c. */
export const networkManagerIgnores = (file: string): boolean =>
  /(?:~|\.bak|\.orig|\.rej|\.rpmnew|\.augnew|\.augtmp|;[0-9a-f]{8})$/i.test(file);
