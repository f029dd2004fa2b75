import type { Backend } from '../../src/backend.ts';
import { capabilities, withoutResolved } from './capabilities.ts';
import { detect, hasResolved, needs } from './detect.ts';
import { layout } from './layout.ts';
import { FOLDER } from './paths.ts';
import { read } from './read.ts';
import { release } from './release.ts';
import { render } from './render.ts';
import { survey } from './survey.ts';

/** systemd-networkd, from systemd 252 on; and udev for its .link files. */
export const networkd: Backend = {
  name: 'networkd',
  title: 'systemd-networkd',
  owns: [`${FOLDER}/10-ifscribe-*.link`, `${FOLDER}/10-ifscribe-*.netdev`, `${FOLDER}/10-ifscribe-*.network`],
  capabilities,
  capabilitiesIn: (root) => (hasResolved(root) ? {} : withoutResolved),
  detect,
  needs,
  render,
  read,
  survey,
  release,
  layout,
};
