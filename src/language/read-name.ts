import { checkDeviceName } from './attributes.ts';
import { report, type Scope, valuePlace } from './scope.ts';
import { checkShape, childrenOf } from './shape.ts';
import { hasAttribute, strayTextPlace, type XmlElement } from './xml-tree.ts';

/** A name as the document has it, and where; whether it is a device name is not yet known. */
export interface SaidName {
  readonly text: string;
  readonly place: () => number;
}

/** The name that an `<interface>` says: its attribute, or in the 2009 form its child. */
export function saidName(scope: Scope, element: XmlElement): SaidName | undefined {
  const text = element.attributes.name;
  if (text !== undefined) return { text, place: () => valuePlace(scope, element, 'name') };
  const [child] = childrenOf(element, 'name');
  return child && { text: child.text, place: () => textPlace(scope, child) };
}

/** Where the text of an element begins; the element's place where it is blank. */
export const textPlace = (scope: Scope, element: XmlElement): number =>
  /\S/.test(element.text) ? strayTextPlace(scope.source.text, element) : element.start;

/** The name, if it is a device name and said once. */
export function readName(scope: Scope, element: XmlElement): string | undefined {
  const children = childrenOf(element, 'name');
  for (const child of children) checkShape(scope, child, { text: true });
  const [child] = children;
  if (child && hasAttribute(element, 'name')) report(scope, 'name-twice', {}, child.start);
  const said = saidName(scope, element);
  if (said) return checkDeviceName(scope, said.text, said.place);
  report(scope, 'missing-name', {}, element.start);
  return undefined;
}
