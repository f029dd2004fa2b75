import { escapeAttribute, escapeText } from '../../src/language/references.ts';
import { parseTree, type XmlElement } from '../../src/language/xml-tree.ts';
import { shuffled } from './arbitrary-values.ts';

/**
 * The same document with everything in another order that the order of says nothing: attributes, elements of
 * different kinds, and the interfaces of a run.
 */
export const scrambled = (xml: string, dice: Iterator<number>): string => write(parseTree(xml), dice);

function write({ name, attributes, children, text }: XmlElement, dice: Iterator<number>): string {
  const said = shuffled(Object.entries(attributes), dice).map(
    ([key, value]) => ` ${key}='${escapeAttribute(value)}'`,
  );
  const inner = (name === 'interfaces' ? shuffled(children, dice) : reordered(children, dice)).map((child) =>
    write(child, dice),
  );
  const data = children.length === 0 ? escapeText(text) : '';
  return `<${name}${said.join('')}>${data}${inner.join('')}</${name}>`;
}

/** In any order, but those of one name as they were. */
function reordered(children: readonly XmlElement[], dice: Iterator<number>): XmlElement[] {
  const queues = new Map<string, XmlElement[]>();
  for (const child of children) queues.set(child.name, [...(queues.get(child.name) ?? []), child]);
  return shuffled(
    children.map(({ name }) => name),
    dice,
  ).map((name) => queues.get(name)?.shift() as XmlElement);
}
