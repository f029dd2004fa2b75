/** Character references of XML 1.0 (section 4.1): the five names every processor knows, and numbers. */

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#([0-9]+)|#x([0-9A-Fa-f]+));/y;
const REFERENCES = new RegExp(REFERENCE.source, 'g');

/** The length of the reference at `offset`, which has an ampersand; undefined where that begins none. */
export function referenceLength(text: string, offset: number): number | undefined {
  REFERENCE.lastIndex = offset;
  const match = REFERENCE.exec(text);
  if (!match) return undefined;
  return match[1] || isXmlCharacter(codePoint(match)) ? match[0].length : undefined;
}

/** `text` with its references resolved; they must have been checked. */
export function resolveReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCES, (whole, name: string | undefined, decimal, hex) =>
    name === undefined
      ? String.fromCodePoint(codePoint([whole, name, decimal, hex]))
      : (NAMED[name] as string),
  );
}

const codePoint = ([, , decimal, hex]: readonly (string | undefined)[]): number =>
  decimal === undefined ? Number.parseInt(hex as string, 16) : Number.parseInt(decimal, 10);

/** XML 1.0 section 2.2, Char. */
const isXmlCharacter = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff);

/** Character data that a parser reads back as `text`; a bare CR would come back as LF. */
export const escapeText = (text: string): string => text.replace(/[&<>\r]/g, escapeCharacter);

/** The inside of an attribute value, escaped as libvirt does, that a parser reads back as `text`. */
export const escapeAttribute = (text: string): string =>
  /[&<>"'\t\n\r]/.test(text) ? text.replace(/[&<>"'\t\n\r]/g, escapeCharacter) : text;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
};
const escapeCharacter = (character: string): string => ESCAPES[character] ?? `&#${character.charCodeAt(0)};`;
