/**
 * A value that a format cannot hold as that very text. Values are checked when documents are read, so this
 * only ever meets models built by hand: it is the last gate before a file that root will parse.
 */
export class UnsafeValueError extends Error {
  override readonly name = 'UnsafeValueError';
  constructor(what: string, value: unknown) {
    super(`${what} cannot be written: ${JSON.stringify(value)} is not of the form that the format allows`);
  }
}
