import type { HostIndex } from '../../src/model/host.ts';
import type { StartMode } from '../../src/model/interface.ts';
import type { Dice } from './dice.ts';

/** One line of a stanza, and whether the model has what it says. */
export interface Line {
  readonly keyword: string;
  readonly value: string;
  readonly isKept?: true;
}

export interface Stanza {
  readonly family: 'inet' | 'inet6';
  readonly method: string;
  readonly lines: readonly Line[];
  /** `X:0`, where it is an alias's. */
  readonly label?: string;
}

/** What is written of one interface. */
export interface Block {
  readonly name: string;
  readonly start: StartMode;
  readonly stanzas: readonly Stanza[];
}

export interface Around {
  readonly index: HostIndex;
  readonly dice: Dice;
  /** Bonds whose members say in which one they are. */
  readonly byMembers: ReadonlySet<string>;
}

export const line = (keyword: string, value: string | number): Line => ({ keyword, value: String(value) });

/** A command, in any of the phases before the interface is up, or after. */
export const command = (dice: Dice, value: string): Line =>
  line(dice.pick(['up', 'post-up', 'pre-up']), value + dice.pick(['', '', ' || true', ' 2>/dev/null || :']));

/** A blank of a value that stays one, however the line is written. */
export const BLANK = '\u00a0';
