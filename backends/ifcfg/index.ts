import type { Backend } from '../../src/backend.ts';
import { capabilities } from './capabilities.ts';
import { capabilitiesIn, detect } from './detect.ts';
import { layout } from './layout.ts';
import { needs } from './needs.ts';
import { FOLDER } from './paths.ts';
import { read } from './read.ts';
import { render } from './render.ts';
import { release, survey } from './survey.ts';

/** Red Hat's ifcfg files: one text that initscripts and NetworkManager's ifcfg-rh plugin read alike. */
export const ifcfg: Backend = {
  name: 'ifcfg',
  title: 'Red Hat ifcfg files (initscripts, NetworkManager with ifcfg-rh)',
  owns: [`${FOLDER}/ifcfg-*`, `${FOLDER}/route-*`, `${FOLDER}/route6-*`],
  capabilities,
  capabilitiesIn,
  detect,
  needs,
  render,
  read,
  survey,
  release,
  layout,
};
