import { escapeAttribute, escapeText } from './references.ts';

/** Laying out XML as libvirt does: two blanks of indent, single quotes. */

/** Prints an element, whole lines, behind that much indent. */
export type Print = (indent: string) => string;
export type Attributes = Readonly<Record<string, string | number | undefined>>;

function startOf(name: string, attributes: Attributes): string {
  let tag = `<${name}`;
  for (const key in attributes) {
    const value = attributes[key];
    if (value !== undefined) tag += ` ${key}='${escapeAttribute(String(value))}'`;
  }
  return tag;
}

/** An element on lines of its own, even if it holds nothing. */
export const element =
  (name: string, attributes: Attributes, content: readonly (Print | undefined)[]): Print =>
  (indent) => {
    let text = `${indent}${startOf(name, attributes)}>\n`;
    for (const print of content) if (print) text += print(`${indent}  `);
    return `${text}${indent}</${name}>\n`;
  };

export const empty =
  (name: string, attributes: Attributes = {}): Print =>
  (indent) =>
    `${indent}${startOf(name, attributes)}/>\n`;

/** An empty tag where there is no content, an element else. */
export function elementOrEmpty(
  name: string,
  attributes: Attributes,
  content: readonly (Print | undefined)[],
): Print {
  const said = content.filter((print) => print !== undefined);
  return said.length > 0 ? element(name, attributes, said) : empty(name, attributes);
}

export const textElement = (name: string, text: string | undefined): Print | undefined =>
  text === undefined ? undefined : (indent) => `${indent}<${name}>${escapeText(text)}</${name}>\n`;

export const yesNo = (flag: boolean | undefined): string | undefined =>
  flag === undefined ? undefined : flag ? 'yes' : 'no';
export const onOff = (flag: boolean | undefined): string | undefined =>
  flag === undefined ? undefined : flag ? 'on' : 'off';
