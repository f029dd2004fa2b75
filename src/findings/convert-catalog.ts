import { backendError, documentError, failure, foreignWarning } from './entry.ts';

/** What carrying interfaces from one backend to another can bring up. */
export const convertCatalog = {
  'line-lost': backendError<{ path: string; text: string; lines: number; why: string; to: string }>(
    ({ path, text, lines, why, to }) =>
      `${path}: "${text}"${lines > 1 ? ` and ${lines - 1} more` : ''} cannot be carried to ${to}: ${why}`,
    'The file says something for which the document language has no word, so that no other backend can be told. The same backend keeps the line; this one would lose it. Look whether you can do without (--allow-loss goes on), or set it up by hand after the conversion.',
  ),
  'nothing-to-convert': foreignWarning<{ from: string }>(
    ({ from }) => `the files of ${from} hold no interface below this root`,
    'There is nothing to carry to another backend. Look at the root (--root), and at what it boots with: `ifscribe detect`. Another manager (NetworkManager, netplan, wicked) may have the interfaces, whose files ifscribe does not read.',
  ),
  'lost-along': backendError<{ interface: string; backend: string }>(
    ({ interface: name, backend }) =>
      `${name} goes too: it stands on an interface that ${backend} cannot express`,
    'A vlan needs its parent, and the other end of a veth pair the end that makes it. Where the one cannot be written, the other could not come up at boot either, so it is left out as well. Mend the interface that it stands on.',
  ),
  'lines-left': foreignWarning<{ path: string; count: number }>(
    ({ path, count }) =>
      `${path}: ${count === 1 ? 'a line says' : `${count} lines say`} what the document language cannot (--report names ${count === 1 ? 'it' : 'them'})`,
    'The interface is printed as far as ifscribe understands it. The file stays as it is; what ifscribe does not understand of it would be lost in another backend. `--report` shows every such line with the reason.',
  ),
  'rename-unknown': failure<{ name: string }>(
    ({ name }) => `--rename ${name}: no interface of that name, and none that stands on it, is there`,
    "The old name must be that of an interface, of a vlan's parent or of the other end of a veth pair in the configuration that is converted. `ifscribe list` shows them.",
  ),
  'rename-name': documentError<{ name: string; to: string; fault: string }>(
    ({ name, to, fault: why }) =>
      `${name} would become ${to}, which is no device name (${why === 'too-long' ? 'longer than 15 characters' : why})`,
    'A vlan called PARENT.TAG is renamed with its parent, and device names have at most 15 characters. Give it a name of its own: --rename eth0.100=vlan100.',
  ),
  'rename-collision': documentError<{ name: string; other: string; to: string }>(
    ({ name, other, to }) => `${name} and ${other} would both be called ${to}`,
    'Every interface needs a name of its own. Two interfaces may change names if both renamings are given.',
  ),
};
