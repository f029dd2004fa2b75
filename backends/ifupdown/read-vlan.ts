import type { VlanOptions } from '../../src/model/interface.ts';
import { deviceNameFault, wholeNumber } from '../../src/model/values.ts';
import type { Found, Lines } from './lines.ts';

/** The vlan that the device is, by its name, by its options or by the command that makes it. */
export function readVlan(lines: Lines, made: VlanOptions | undefined): VlanOptions | undefined {
  const vlan = readName(lines) ?? made;
  if (lines.own) for (const { options } of lines.find('requires')) lines.understood(options, 'members');
  if (!vlan) return undefined;
  const flags: Partial<VlanOptions> = {};
  for (const doing of lines.doings) {
    if (doing.step.does !== 'vlan' || doing.undoes) continue;
    doing.verdict = { says: 'options' };
    Object.assign(flags, doing.step.flags);
  }
  return { ...vlan, ...flags };
}

/**
 * ifup makes a vlan of every name with a dot, of what stands before and after the first one; the package vlan makes one
 * of `vlanTAG`, four digits or none padded; ifupdown-ng and ifupdown2 go by `vlan-id`, whatever the name.
 */
function readName(lines: Lines): VlanOptions | undefined {
  const { name } = lines;
  const raw = lines.find('vlan-raw-device').at(-1);
  const id = lines.find('vlan-id').at(-1);
  const parent = raw && deviceNameFault(raw.value) === undefined ? raw.value : undefined;
  const [before = '', after] = name.split('.');
  if (after !== undefined && /^[0-9]+$/.test(after)) {
    if (raw && parent === before) lines.understood(raw.options, 'members');
    else if (raw) lines.refuse(raw.options, `ifup makes ${name} on ${before}, by its name`);
    settleId(lines, id, Number(after));
    return { parent: before, tag: Number(after) };
  }
  const [, digits] = /^vlan(0[0-9]{3}|[1-9][0-9]*|0)$/.exec(name) ?? [];
  if (raw && parent !== undefined && digits !== undefined) {
    lines.understood(raw.options, 'members');
    settleId(lines, id, Number(digits));
    return { parent, tag: Number(digits) };
  }
  const tag = id && wholeNumber(id.value);
  if (raw && id && parent !== undefined && tag !== undefined) {
    lines.understood([...raw.options, ...id.options], 'options');
    lines.differs(
      raw.options,
      `ifupdown-ng and ifupdown2 make ${name} a vlan of vlan-raw-device and vlan-id, ifupdown makes none; taken: the vlan`,
    );
    return { parent, tag };
  }
  if (raw) lines.refuse(raw.options, `the package vlan makes no vlan of the name ${name}`);
  return undefined;
}

/** `vlan-id` beside a name that says the tag. */
function settleId(lines: Lines, id: Found | undefined, tag: number): void {
  if (!id) return;
  if (wholeNumber(id.value) === tag) {
    lines.understood(id.options, 'options');
    return;
  }
  lines.keep(id.options, 'ifupdown takes the tag from the name');
  lines.differs(
    id.options,
    `ifupdown takes the tag of ${lines.name} from its name, ifupdown-ng from vlan-id; taken: ${tag}`,
  );
}
