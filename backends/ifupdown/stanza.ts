import { word } from './guard.ts';

/** One line of a stanza: a keyword, or when a command runs, and what follows it. */
export interface Option {
  readonly keyword: string;
  readonly value: string;
}

/** An `iface` stanza as it is written. Keywords stand before commands. */
export interface Stanza {
  readonly family: 'inet' | 'inet6';
  readonly method: 'manual' | 'static' | 'dhcp' | 'auto';
  readonly options: readonly Option[];
}

/** A keyword with guarded words; none where one of them is undefined. */
export function option(keyword: string, ...words: readonly (string | number | undefined)[]): Option[] {
  if (words.length === 0 || words.includes(undefined)) return [];
  return [{ keyword, value: words.map((w) => word(keyword, w as string | number)).join(' ') }];
}

/** A command for ifupdown-ng alone, once it has made the device; to ifup it is an option that nobody looks at. */
export const create = (value: string): Option => ({ keyword: 'create', value });
export const preUp = (value: string): Option => ({ keyword: 'pre-up', value });
export const up = (value: string): Option => ({ keyword: 'up', value });
export const down = (value: string): Option => ({ keyword: 'down', value });
export const postDown = (value: string): Option => ({ keyword: 'post-down', value });

const COMMANDS: ReadonlySet<string> = new Set(['pre-up', 'up', 'down', 'post-down']);

/** `stanza` with more options; keywords go before all commands, otherwise the order stays. */
export function withOptions(stanza: Stanza, more: readonly Option[]): Stanza {
  const all = [...stanza.options, ...more];
  const isCommand = ({ keyword }: Option): boolean => COMMANDS.has(keyword);
  return { ...stanza, options: [...all.filter((o) => !isCommand(o)), ...all.filter(isCommand)] };
}
