import { type Finding, finding } from '../../findings/finding.ts';
import { formatDocument } from '../../language/format.ts';
import { fault } from '../../root/fault.ts';
import { accountsText, reportedAccount } from '../output/accounts.ts';
import { openPlace } from '../place.ts';
import { didYouMean } from '../suggest.ts';
import { linesLeft, surveyRoot } from '../surveyed.ts';
import type { RunVerb } from '../verb.ts';

export const dumpxml: RunVerb<'dumpxml'> = async ({ operands, options }) => {
  if ((options.all === true) === operands.length > 0) {
    throw fault('usage', {
      problem: options.all
        ? '--all and NAME exclude each other'
        : 'name an interface or a network, or say --all',
    });
  }
  if (options.all && options.network)
    throw fault('usage', { problem: '--network says what NAME is, and --all prints both kinds: say one' });
  const { disk, backend, services, irregular } = await openPlace(options);
  const { host, accounts, findings } = surveyRoot(backend, disk.view);
  const standing = services?.read(disk.view) ?? { networks: [], problems: [] };
  const networkNames = standing.networks.map(({ network }) => network.name);
  const interfaceNames = options.network ? [] : host.interfaces.map(({ name }) => name);
  const isInterface = (name: string): boolean => interfaceNames.includes(name);
  const known = [...interfaceNames, ...networkNames];
  const missing = operands.filter((name) => !known.includes(name)).map((name) => notThere(name, known));
  // Applied again, a network makes its own bridge.
  const owned = new Set(
    standing.networks.filter(({ ownsBridge }) => ownsBridge).map(({ network }) => network.bridge.name),
  );
  const interfaces = options.all
    ? interfaceNames.filter((name) => !owned.has(name))
    : operands.filter(isInterface);
  const elements = options.all
    ? host.interfaces.filter(({ name, topLevel }) => topLevel && !owned.has(name)).map(({ name }) => name)
    : interfaces;
  const networks = standing.networks
    .map(({ network }) => network)
    .filter(({ name }) => options.all || (operands.includes(name) && !isInterface(name)));
  const isAbout = ({ interface: iface, network }: Finding): boolean =>
    options.all === true ||
    (iface === undefined && network === undefined) ||
    interfaces.includes(iface ?? '') ||
    networks.some(({ name }) => name === network);
  const told = options.all
    ? accounts
    : accounts.filter(({ interface: name }) => name !== undefined && interfaces.includes(name));
  const xml = missing.length > 0 ? null : formatDocument(host, networks, elements);
  return {
    report: {
      backend: backend.name,
      root: options.root,
      xml,
      interfaces: xml === null ? [] : host.interfaces.filter(({ name }) => interfaces.includes(name)),
      networks: xml === null ? [] : networks,
      accounts: told.map(reportedAccount),
    },
    findings: [
      ...missing,
      ...[...findings, ...standing.problems].filter(isAbout),
      ...irregular(),
      ...linesLeft(told),
    ],
    text: (style) => (options.report ? accountsText(told, style) : (xml ?? '')),
    sourceText: disk.view.text,
  };
};

const notThere = (name: string, known: readonly string[]): Finding =>
  finding('no-such-interface', { name, hint: didYouMean(name, known) }, { interface: name });
