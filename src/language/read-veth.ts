import type { VethOptions } from '../model/interface.ts';
import { checkDeviceName } from './attributes.ts';
import { locate, report, type Scope, valuePlace } from './scope.ts';
import { checkShape } from './shape.ts';
import type { XmlElement } from './xml-tree.ts';

/** What `<veth>` says; undefined where it names no peer. What is missing or wrong has been reported. */
export function readVeth(scope: Scope, element: XmlElement): VethOptions | undefined {
  checkShape(scope, element, { required: ['peer'] });
  locate(scope, 'veth', element);
  locate(scope, 'peer', element, 'peer');
  const said = element.attributes.peer;
  if (said === undefined) return undefined;
  const place = valuePlace(scope, element, 'peer');
  const peer = checkDeviceName(scope, said, () => place);
  if (peer === undefined) return undefined;
  if (peer === scope.name) report(scope, 'veth-peer-self', { name: peer }, place);
  return { peer };
}
