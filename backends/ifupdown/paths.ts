/** What ifup reads (interfaces(5)). */
export const MAIN_FILE = '/etc/network/interfaces';
/** A name that `source-directory` takes as well (^[a-zA-Z0-9_-]+$) as `source /etc/network/interfaces.d/*`. */
export const OUR_FILE = '/etc/network/interfaces.d/ifscribe';
