import { type GuestHost, NOTHING } from '../host.ts';
import { xenDom0 } from './xen-dom0-guests.ts';

/** The Xen host whose rules do not load: guests, host and outside are there, and nothing is forwarded. */
const [whole] = xenDom0;
export const withoutRules: GuestHost = {
  ...whole,
  name: 'rules that do not load',
  reaches: `
              alpha  beta   xenbr1  xenbr0  outside
    host      yes    yes    yes     yes     yes
    alpha     yes    yes    yes     yes     no
    beta      yes    yes    yes     yes     no
    outside   no     no     yes     yes     yes
  `,
  opens: [
    ['beta', '@alpha:22', 'alpha sees @beta'],
    ['host', '@alpha:22', 'alpha sees 192.168.150.1'],
    ['alpha', '198.51.100.7:7', NOTHING],
    ['outside', '10.0.0.100:1001', NOTHING],
    ['outside', '@alpha:22', NOTHING],
  ],
};
