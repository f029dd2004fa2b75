import { type GuestHost, NOTHING } from '../host.ts';
import { xenDom0 } from './xen-dom0-guests.ts';

/** The Xen host with firewalld, which keeps everybody from the host's own port. */
const [xen] = xenDom0;
export const behindFirewalld: GuestHost = {
  ...xen,
  name: 'xen-dom0-guests with firewalld',
  opens: xen.opens.map(([actor, to, answer, ...rest]) => [
    actor,
    to,
    to.endsWith(':9') ? NOTHING : answer,
    ...rest,
  ]),
};
