/** Colours of one output stream: SGR codes, or nothing. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
  /** Whether a person looks at it: control characters are then made visible, and findings have code frames. */
  readonly isTerminal: boolean;
}

type When = 'auto' | 'always' | 'never';

/** NO_COLOR (https://no-color.org) and a dumb terminal turn colours off, unless the command line asks for them. */
export function styleFor(isTerminal: boolean, when: When, environment: NodeJS.ProcessEnv): Style {
  const wanted = isTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb';
  const on = when === 'always' || (when === 'auto' && wanted);
  const paint = (open: number, close: number) => (text: string) =>
    on ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
    isTerminal,
  };
}
