import { XMLParser } from 'fast-xml-parser';
import { resolveReferences } from './references.ts';

/** An element with what stands in it. Offsets are into the source's text. */
export interface XmlElement {
  readonly name: string;
  /**
   * Values as XML reads them: references resolved, line ends and tabs as blanks. To be asked for names of the
   * language only; the object is a common one, with what such have (`toString`).
   */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own character data, all pieces joined; comments and blanks between elements are no part of it. */
  readonly text: string;
  /** Of its `<`. */
  readonly start: number;
  /** Behind its last `>`. */
  readonly end: number;
}

const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';
const PLACE = XMLParser.getMetaDataSymbol() as unknown as '@place';

/** A node as the parser has it: one key that is the element's name, with its children; or text. */
interface Node {
  readonly [name: string]: readonly Node[] | string | Readonly<Record<string, string>> | undefined;
}
type Place = { readonly startIndex: number; readonly endIndex: number };

const parser = new XMLParser({
  preserveOrder: true,
  captureMetaData: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  allowBooleanAttributes: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  cdataPropName: CDATA,
  // References are resolved here: the parser's decoder leaves numeric ones, or takes HTML's names too.
  processEntities: false,
  // Paths would be built for callbacks that there are none of.
  jPath: false,
  onDangerousProperty: (name: string) => name,
});

/** The root element of a well-formed document (well-formed.ts). */
export function parseTree(text: string): XmlElement {
  const nodes = parser.parse(text) as Node[];
  const root = nodes.find((node) => !(TEXT in node));
  if (!root) throw new Error('a well-formed document has a root element');
  return elementOf(root);
}

const NO_ATTRIBUTES: Readonly<Record<string, string>> = {};

function elementOf(node: Node): XmlElement {
  const name = nameOf(node);
  const nodes = node[name] as readonly Node[];
  const { startIndex, endIndex } = node[PLACE] as unknown as Place;
  const children: XmlElement[] = [];
  for (const child of nodes) if (child[PLACE] !== undefined) children.push(elementOf(child));
  const attributes = node[ATTRIBUTES] as Record<string, string> | undefined;
  return {
    name,
    attributes: attributes ? valuesOf(attributes) : NO_ATTRIBUTES,
    children,
    text: textOf(nodes, children.length > 0),
    start: startIndex,
    end: endIndex,
  };
}

/** `mixed`: between elements, where blanks are layout and not worth keeping. */
function textOf(nodes: readonly Node[], mixed: boolean): string {
  let text = '';
  for (const node of nodes) {
    if (node[PLACE] !== undefined) continue;
    const data = node[TEXT];
    if (typeof data !== 'string') text += (node[CDATA] as readonly Node[])[0]?.[TEXT] ?? '';
    else if (!mixed || NOT_BLANK.test(data)) text += resolveReferences(data);
  }
  return text;
}

const NOT_BLANK = /[^ \t\n]/;

/** The first key; the attributes, if any, come behind. */
function nameOf(node: Node): string {
  for (const key in node) return key;
  return '';
}

/** XML 1.0 section 3.3.3: line ends and tabs are blanks, but a reference to one stays one. */
function valuesOf(attributes: Record<string, string>): Readonly<Record<string, string>> {
  for (const name in attributes) {
    const value = attributes[name] as string;
    if (/[&\t\n]/.test(value)) attributes[name] = resolveReferences(value.replace(/[\t\n]/g, ' '));
  }
  return attributes;
}

export const hasAttribute = (element: XmlElement, name: string): boolean =>
  element.attributes[name] !== undefined;

const ATTRIBUTE = /\s+([^\s=>/]+)\s*=\s*(?:"[^"]*"|'[^']*')/y;

/** Where the name in the start tag ends; an element's `name` may lack the prefix that stands there. */
function nameEnd(text: string, element: XmlElement): number {
  NAME.lastIndex = element.start + 1;
  NAME.test(text);
  return NAME.lastIndex;
}

const NAME = /[^\s/>]+/y;

/** Where an attribute's name and its value (inside the quotes) stand. */
interface AttributePlace {
  readonly name: number;
  readonly value: number;
}

/** Where the element's attributes stand, by name. */
export function attributePlaces(text: string, element: XmlElement): ReadonlyMap<string, AttributePlace> {
  const places = new Map<string, AttributePlace>();
  ATTRIBUTE.lastIndex = nameEnd(text, element);
  for (let match = ATTRIBUTE.exec(text); match; match = ATTRIBUTE.exec(text)) {
    const { index, 0: whole, 1: name = '' } = match;
    places.set(name, { name: index + whole.search(/\S/), value: index + whole.search(/["']/) + 1 });
  }
  return places;
}

/** Where one attribute stands, or undefined if the element has none of that name. */
export const attributePlace = (
  text: string,
  element: XmlElement,
  attribute: string,
): AttributePlace | undefined => attributePlaces(text, element).get(attribute);

/** Where the first character data of the element stands that is not blank. */
export function strayTextPlace(text: string, element: XmlElement): number {
  let at = startTagEnd(text, element);
  const children = element.children[Symbol.iterator]();
  let child = children.next().value;
  for (;;) {
    at += text.slice(at).search(/\S|$/);
    if (text.startsWith('<!--', at)) at = text.indexOf('-->', at) + 3;
    else if (child?.start === at) {
      at = child.end;
      child = children.next().value;
    } else return at;
  }
}

/** Where the element's content begins, or its end where it is an empty-element tag. */
export function startTagEnd(text: string, element: XmlElement): number {
  let at = nameEnd(text, element);
  for (ATTRIBUTE.lastIndex = at; ATTRIBUTE.test(text); ) at = ATTRIBUTE.lastIndex;
  return text.indexOf('>', at) + 1;
}
