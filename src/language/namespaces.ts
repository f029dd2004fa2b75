import type { XmlElement } from './xml-tree.ts';

/** Namespaces in XML (third edition): which prefix stands for which, where. */

/** The namespace that a prefix stands for, '' being the default one's; undefined for one of none. */
export type Bindings = (prefix: string) => string | undefined;

export const NO_BINDINGS: Bindings = (prefix) =>
  prefix === 'xml' ? 'http://www.w3.org/XML/1998/namespace' : undefined;

/** What is in force inside an element's start tag and below. */
export function bindingsIn(element: XmlElement, outer: Bindings): Bindings {
  const own = new Map(declarationsOf(element));
  return own.size === 0
    ? outer
    : (prefix) => (own.has(prefix) ? own.get(prefix) || undefined : outer(prefix));
}

function declarationsOf({ attributes }: XmlElement): [prefix: string, namespace: string][] {
  return Object.entries(attributes).flatMap(([name, value]): [string, string][] =>
    name === 'xmlns' || name.startsWith('xmlns:') ? [[name.slice(6), value]] : [],
  );
}

export const prefixOf = (name: string): string => name.slice(0, Math.max(0, name.indexOf(':')));

/** Of an element, inside its own declarations. */
export const namespaceOf = (element: XmlElement, bindings: Bindings): string | undefined =>
  bindings(prefixOf(element.name));

/**
 * The element, which is of that namespace, and all of the namespace in it as if there were none: names without
 * prefixes, no declarations. What is of another namespace keeps its name and is unknown by that.
 */
export function withoutNamespace(element: XmlElement, namespace: string, bindings: Bindings): XmlElement {
  const inside = (child: XmlElement): XmlElement => {
    const inner = bindingsIn(child, bindings);
    if (namespaceOf(child, inner) === namespace) return withoutNamespace(child, namespace, inner);
    return prefixOf(child.name) ? child : { ...child, name: `${child.name} xmlns='${inner('') ?? ''}'` };
  };
  return {
    ...element,
    name: element.name.slice(element.name.indexOf(':') + 1),
    attributes: Object.fromEntries(
      Object.entries(element.attributes).filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:')),
    ),
    children: element.children.map(inside),
  };
}
