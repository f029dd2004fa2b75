import { UnsafeValueError } from '../native/guard.ts';

/** A line of dnsmasq's configuration: `key`, or `key=value`. */
export interface Directive {
  readonly key: string;
  readonly value?: string;
}

/** Text in which no character means anything but itself. */
export interface Quoted {
  readonly quoted: string;
}

type Field = string | number | Quoted;

/** Characters with which no field can become two, nor end the line or turn it into a comment. */
const PLAIN = /^(?:[A-Za-z0-9_.:@+%~[\]-]|\/(?:#$)?)*$/;

/**
 * The directive with its fields, commas between them; without any it is the key alone. Throws UnsafeValueError for a
 * field that dnsmasq would read as more than one.
 */
export const directive = (key: string, ...fields: readonly Field[]): Directive =>
  fields.length === 0 ? { key } : { key, value: fields.map((field) => fieldText(key, field)).join(',') };

function fieldText(key: string, field: Field): string {
  if (typeof field === 'object') return `"${field.quoted.replace(/[\\"]/g, '\\$&')}"`;
  const text = String(field);
  if (!PLAIN.test(text)) throw new UnsafeValueError(key, field);
  return text;
}

/**
 * Whether dnsmasq reads it as one line: it reads 1024 bytes at a time, and what a longer line goes on with counts
 * as a directive (read_file in option.c).
 */
const fitsLine = ({ key, value = '' }: Directive): boolean =>
  new TextEncoder().encode(`${key}=${value}`).length <= 1000;

/** The lines of groups of directives, for the template. Throws UnsafeValueError for one that is too long. */
export const directiveGroups = (groups: readonly (readonly Directive[])[]): object[] =>
  groups
    .filter(({ length }) => length > 0)
    .map((group) =>
      group.map((each) => {
        if (!fitsLine(each)) throw new UnsafeValueError(each.key, each.value);
        return { key: each.key, value: each.value ?? '', hasValue: each.value !== undefined };
      }),
    );
