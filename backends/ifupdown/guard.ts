import { deviceNameFault } from '../../src/model/values.ts';
import { UnsafeValueError } from '../../src/native/guard.ts';

/**
 * ifup puts the values of options unquoted into commands that root's /bin/sh runs (`gateway 1.1.1.1; reboot`
 * reboots), so a value is one word of characters that mean nothing to a shell, to interfaces(5) or to the
 * scripts of bridge-utils and ifenslave, and it is no option of a command.
 */
const WORD = /^[A-Za-z0-9_:][A-Za-z0-9_.:,@+/-]*$/;

/** `value` as one word of a line, or UnsafeValueError. */
export function word(what: string, value: string | number): string {
  const text = String(value);
  if (!WORD.test(text)) throw new UnsafeValueError(what, value);
  return text;
}

/** `name` as the name of a device: a `/` would make it a pattern, a `:` an alias, a `=` a logical interface. */
export function device(name: string): string {
  if (deviceNameFault(name) !== undefined) throw new UnsafeValueError('a device name', name);
  return name;
}
