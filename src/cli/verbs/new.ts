import { type Code, type Finding, hasErrors } from '../../findings/finding.ts';
import { formatDocument } from '../../language/format.ts';
import { type Parsed, parseDocuments } from '../../language/parse.ts';
import type { Definition } from '../../model/definition.ts';
import { emptyHost, type Host } from '../../model/host.ts';
import type { Network } from '../../model/network.ts';
import { resolve } from '../../model/resolve.ts';
import { checkDocuments } from '../../plan/plan.ts';
import { interfaceTypes, newInterface } from '../new/interface.ts';
import { newNetwork } from '../new/network.ts';
import { type NewOptions, refused } from '../new/options.ts';
import { didYouMean } from '../suggest.ts';
import type { RunVerb } from '../verb.ts';

/** Prints a document to start from. It reads no system, and what it prints is one that `validate` takes. */
export const newDocument: RunVerb<'dumpxml'> = ({ operands, options }) => {
  const draft = draftOf(operands, options as unknown as NewOptions);
  const { host, networks, findings } = judged(draft);
  const xml = formatDocument(host, networks);
  return {
    report: {
      backend: null,
      root: options.root,
      xml,
      interfaces: [...host.interfaces],
      networks: [...networks],
      accounts: [],
    },
    findings,
    text: () => xml,
  };
};

interface Draft {
  readonly definitions: readonly Definition[];
  readonly networks: readonly Network[];
}

const KINDS = ['network', 'interface', ...interfaceTypes] as const;

/** `network NAME`, `TYPE NAME`, and the same as `interface TYPE NAME` or `interface NAME --type TYPE`. */
function draftOf([kind = '', ...rest]: readonly string[], options: NewOptions): Draft {
  if (kind === 'interface') return interfaceOf(rest, options);
  if (kind === 'network') {
    const network = newNetwork(only(rest, kind), options);
    return { definitions: [], networks: network ? [network] : [] };
  }
  const type = interfaceTypes.find((each) => each === kind);
  if (type === undefined) throw noSuch('kind', kind, KINDS);
  return { definitions: [newInterface(type, only(rest, type), options)], networks: [] };
}

function interfaceOf(words: readonly string[], { type: said, ...options }: NewOptions): Draft {
  const [type, name] = said === undefined ? [words[0], words.slice(1)] : [said, words];
  if (type === undefined)
    throw refused(`say which: ${interfaceTypes.map((each) => `new ${each}`).join(', ')}`);
  if (!interfaceTypes.some((each) => each === type)) throw noSuch('type of interface', type, interfaceTypes);
  return draftOf([type, ...name], options);
}

const noSuch = (what: string, word: string, known: readonly string[]) =>
  refused(`there is no ${what} ${word}${didYouMean(word, known)} (${known.join(', ')})`);

function only([name, ...more]: readonly string[], kind: string): string | undefined {
  if (more.length > 0) throw refused(`a ${kind} has one name, not also ${more.join(' and ')}`);
  return name;
}

/** What only the host can answer, which is not looked at: whether what the document names is there. */
const OF_THE_HOST: readonly Code[] = [
  'undefined-parent',
  'forward-dev-undefined',
  'network-bridge-undefined',
];

/**
 * The draft as the language reads it, in canonical form. What the language or a check refuses was asked for on the
 * command line, and is wrong there.
 */
function judged({ definitions, networks }: Draft): {
  readonly host: Host;
  readonly networks: readonly Network[];
  readonly findings: Finding[];
} {
  if (definitions.length + networks.length === 0) return { host: emptyHost, networks, findings: [] };
  const { host: draft } = resolve(definitions, new Map());
  const parsed = sound(parseDocuments([{ file: 'new', text: formatDocument(draft, networks) }]));
  const { host, findings } = checkDocuments(parsed);
  refuseErrors(findings);
  // The host that was checked has the bridges of networks too, which are no elements of the document.
  const own = parsed.definitions.length > 0 ? host : emptyHost;
  const told = findings.filter(({ code }) => !OF_THE_HOST.includes(code));
  return { host: own, networks: parsed.networks, findings: told.map(({ at: _, ...rest }) => rest) };
}

function sound(parsed: Parsed): Parsed {
  refuseErrors(parsed.findings);
  return parsed;
}

function refuseErrors(findings: readonly Finding[]): void {
  if (!hasErrors(findings)) return;
  const errors = findings.filter(({ severity }) => severity === 'error');
  throw refused([...new Set(errors.map(({ message }) => message))].join('; '));
}
