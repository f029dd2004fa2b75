import { type GuestHost, NOTHING } from '../host.ts';
import { workstation } from './workstation-networks.ts';

/** The workstation with firewalld, which keeps everybody from the host's port 9. */
export const behindFirewalld: GuestHost = {
  ...workstation,
  name: 'workstation-networks with firewalld',
  opens: workstation.opens.map(([actor, to, answer, ...rest]) => [
    actor,
    to,
    to.endsWith(':9') ? NOTHING : answer,
    ...rest,
  ]),
};
