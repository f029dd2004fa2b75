import type { Iface, Option } from './lexer.ts';
import { type CommandLine, canonical, type Stanza } from './lines.ts';
import { type Bases, headOf } from './sources.ts';
import { stepsOf } from './steps.ts';

/** How many options stanzas may inherit in all; no file that a person wrote comes near it. */
const MOST_INHERITED = 100_000;

const COMMANDS: ReadonlySet<string> = new Set(['pre-up', 'up', 'down', 'post-down']);

/** Works out stanzas with what they inherit, each once. Undefined: more than anybody can mean. */
export function stanzaReader(bases: Bases) {
  const optionsOf = new Map<Iface, readonly Option[]>();
  let inherited = 0;
  const allOptions = (iface: Iface): readonly Option[] | undefined => {
    // From the topmost one down, for a chain may be long.
    const chain: Iface[] = [];
    for (let at: Iface | undefined = iface; at && !optionsOf.has(at); at = bases.get(at)?.iface)
      chain.push(at);
    for (const each of chain.reverse()) {
      const base = bases.get(each)?.iface;
      const above = base ? (optionsOf.get(base) ?? []) : [];
      inherited += above.length;
      if (inherited > MOST_INHERITED) return undefined;
      optionsOf.set(each, above.length === 0 ? each.options : [...above, ...each.options]);
    }
    return optionsOf.get(iface);
  };
  /** `name`: of the device; its commands know it as $IFACE, or by its label. */
  return (iface: Iface, name: string, label?: string): Stanza | undefined => {
    const options = allOptions(iface);
    return options && stanzaOf(iface, name, label, options, bases);
  };
}

function stanzaOf(
  iface: Iface,
  name: string,
  label: string | undefined,
  options: readonly Option[],
  bases: Bases,
): Stanza {
  const groups = new Map<string, { keyword: string; options: Option[]; value: string }>();
  for (const option of options) {
    if (COMMANDS.has(option.keyword)) continue;
    const keyword = canonical(option.keyword);
    const above = groups.get(keyword);
    if (above) {
      above.options.push(option);
      above.value += `\n${option.value}`;
    } else groups.set(keyword, { keyword, options: [option], value: option.value });
  }
  const { family, method } = headOf(iface, bases);
  const environment = (variable: string): string | undefined => {
    if (variable === 'IFACE') return label ?? name;
    if (variable === 'LOGICAL') return iface.name;
    if (variable === 'ADDRFAM') return family;
    if (variable === 'METHOD') return method;
    if (!variable.startsWith('IF_')) return undefined;
    const keyword = variable.slice(3).toLowerCase();
    return (groups.get(keyword) ?? groups.get(keyword.replaceAll('_', '-')))?.value;
  };
  const commands = options
    .filter(({ keyword }) => COMMANDS.has(keyword))
    .map((option): CommandLine => {
      const undoes = option.keyword === 'down' || option.keyword === 'post-down';
      const steps = stepsOf(option.value, environment);
      const isEarly = option.keyword === 'pre-up';
      return {
        option,
        ...(steps ? { doings: steps.map((step) => ({ step, owner: name, undoes, isEarly })) } : {}),
      };
    });
  return { iface, ...(label === undefined ? {} : { label }), family, method, groups, commands };
}
