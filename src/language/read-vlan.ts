import type { VlanOptions } from '../model/interface.ts';
import { readNumber, readYesNo } from './attributes.ts';
import { compact } from './compact.ts';
import { readName } from './read-name.ts';
import { locate, report, type Scope } from './scope.ts';
import { checkShape, readFirst } from './shape.ts';
import type { XmlElement } from './xml-tree.ts';

/** What `<vlan>` says; what is missing or wrong has been reported. */
export interface VlanDraft extends Omit<VlanOptions, 'tag' | 'parent'> {
  readonly tag?: number;
  readonly parent?: string;
}

export function readVlan(scope: Scope, element: XmlElement): VlanDraft {
  checkShape(scope, element, {
    required: ['tag'],
    optional: ['reorder_hdr', 'gvrp', 'mvrp', 'loose_binding'],
    once: ['interface'],
  });
  locate(scope, 'vlan', element);
  locate(scope, 'tag', element, 'tag');
  if (!element.children.some(({ name }) => name === 'interface')) {
    report(scope, 'missing-element', { element: 'interface', parent: 'vlan' }, element.start);
  }
  return compact({
    tag: readNumber(scope, element, 'tag', { min: 1, max: 4094, code: 'vlan-tag-range' }),
    parent: readFirst(scope, element, 'interface', readParent),
    reorderHdr: readYesNo(scope, element, 'reorder_hdr'),
    gvrp: readYesNo(scope, element, 'gvrp'),
    mvrp: readYesNo(scope, element, 'mvrp'),
    looseBinding: readYesNo(scope, element, 'loose_binding'),
  });
}

/** A parent is only named, whatever kind of interface it is. */
function readParent(scope: Scope, element: XmlElement): string | undefined {
  checkShape(scope, element, { optional: ['name'], once: ['name'] });
  locate(scope, 'parent', element, 'name');
  return readName(scope, element);
}
