import type { Backend } from '../../src/backend.ts';
import { capabilities, capabilitiesIn } from './capabilities.ts';
import { detect } from './detect.ts';
import { integrate } from './integrate.ts';
import { layout } from './layout.ts';
import { needs } from './needs.ts';
import { MAIN_FILE, OUR_FILE } from './paths.ts';
import { read } from './read.ts';
import { release } from './release.ts';
import { render } from './render.ts';
import { survey } from './survey.ts';

/** Debian's interfaces(5): ifupdown with bridge-utils, ifenslave and vlan, and ifupdown-ng. */
export const ifupdown: Backend = {
  name: 'ifupdown',
  title: 'Debian interfaces(5), read by ifup',
  owns: [MAIN_FILE, OUR_FILE],
  capabilities,
  capabilitiesIn,
  detect,
  needs,
  render,
  read,
  survey,
  release,
  layout,
  integrate,
};
