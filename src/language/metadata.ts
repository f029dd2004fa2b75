import { type Bindings, bindingsIn, NO_BINDINGS, prefixOf } from './namespaces.ts';
import { escapeAttribute, escapeText } from './references.ts';
import type { XmlElement } from './xml-tree.ts';

/** A prefix that an element or attribute has and that nothing declares. */
export interface UnboundPrefix {
  readonly element: XmlElement;
  readonly prefix: string;
}

/** Every prefix inside the element that nothing declares; `bindings` are in force around it. */
export function unboundPrefixes(element: XmlElement, outer: Bindings): UnboundPrefix[] {
  const bindings = bindingsIn(element, outer);
  const unbound = prefixesOf(element).filter((prefix) => prefix !== '' && !bindings(prefix));
  return [
    ...unbound.map((prefix) => ({ element, prefix })),
    ...element.children.flatMap((child) => unboundPrefixes(child, bindings)),
  ];
}

/** Of the element's own name and its attributes; each once. */
function prefixesOf({ name, attributes }: XmlElement): string[] {
  const names = Object.keys(attributes).filter((attribute) => prefixOf(attribute) !== 'xmlns');
  // An attribute without a prefix is in no namespace, whatever the default one is.
  const attributed = names.map(prefixOf).filter((prefix) => prefix !== '');
  return [...new Set([prefixOf(name), ...attributed])];
}

/**
 * An element of someone else's as text that stands for itself: as it was written, with the namespaces declared
 * that it takes from further out, without comments, and with CDATA as the text that it is. So no `<!` is left in
 * it, and reading that text gives the same again. `text` is the document's.
 */
export function keptText(text: string, element: XmlElement, outer: Bindings): string {
  const missing = [...prefixesUsed(element)]
    .filter((prefix) => outer(prefix) && !NO_BINDINGS(prefix))
    .sort()
    .map((prefix) => {
      const name = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
      return ` ${name}='${escapeAttribute(outer(prefix) as string)}'`;
    });
  const behindName = element.start + 1 + element.name.length;
  return (
    text.slice(element.start, behindName) + missing.join('') + plain(text.slice(behindName, element.end))
  );
}

/** Prefixes in the element, the default one too, that it does not declare itself. */
function prefixesUsed(element: XmlElement): Set<string> {
  const used = new Set(prefixesOf(element));
  for (const child of element.children) for (const prefix of prefixesUsed(child)) used.add(prefix);
  for (const prefix of used) {
    if (Object.hasOwn(element.attributes, prefix ? `xmlns:${prefix}` : 'xmlns')) used.delete(prefix);
  }
  return used;
}

/** `<` stands in no attribute value, so what looks like a comment or CDATA is one. */
const plain = (xml: string): string =>
  xml.replace(/<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, data: string | undefined) =>
    data === undefined ? '' : escapeText(data),
  );
