import presetTemplate from '../../templates/services/preset.hbs';
import type { RenderedFile } from '../backend.ts';
import { compareText } from '../model/host.ts';
import type { Link } from './layer.ts';
import { UNIT_FOLDER } from './names.ts';

/** Before what distributions say of all units (90-, 99-), after what an administrator may want to say first. */
export const PRESET_PATH = '/etc/systemd/system-preset/50-ifscribe.preset';

/**
 * An image that boots for the first time (without /etc/machine-id, machine-id(5)) has its units enabled as presets
 * say. Where they say nothing of one, Debian enables it, also that of a network without autostart, and Fedora
 * disables it. So ours are said to be what they are. Undefined where there is no unit.
 */
export function presetFile(files: readonly RenderedFile[], links: readonly Link[]): string | undefined {
  const enabled = new Set(links.map(({ target }) => target));
  const units = files
    .map(({ path }) => path)
    .filter((path) => path.startsWith(`${UNIT_FOLDER}/`) && path.endsWith('.service'))
    .sort(compareText)
    .map((path) => ({
      action: enabled.has(path) ? 'enable' : 'disable',
      name: path.slice(UNIT_FOLDER.length + 1),
    }));
  return units.length > 0 ? presetTemplate({ units }) : undefined;
}
