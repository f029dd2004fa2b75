import { type Finding, finding } from '../../findings/finding.ts';
import { formatHost } from '../../language/format.ts';
import { fault } from '../../root/fault.ts';
import { openPlace } from '../place.ts';
import { didYouMean } from '../suggest.ts';
import type { RunVerb } from '../verb.ts';

export const dumpxml: RunVerb<'dumpxml'> = async ({ operands, options }) => {
  if ((options.all === true) === operands.length > 0) {
    throw fault('usage', {
      problem: options.all ? '--all and NAME exclude each other' : 'name an interface, or say --all',
    });
  }
  const { disk, backend } = await openPlace(options);
  const { host, problems } = backend.read(disk.view);
  const known = host.interfaces.map(({ name }) => name);
  const missing = operands.filter((name) => !known.includes(name)).map((name) => notThere(name, known));
  const names = new Set(options.all ? known : operands);
  const isAbout = ({ interface: name }: Finding): boolean =>
    name === undefined || options.all === true || names.has(name);
  const xml = missing.length > 0 ? null : formatHost(host, options.all ? undefined : operands);
  return {
    report: {
      backend: backend.name,
      root: options.root,
      xml,
      interfaces: xml === null ? [] : host.interfaces.filter(({ name }) => names.has(name)),
    },
    findings: [...missing, ...problems.filter(isAbout)],
    text: () => xml ?? '',
    sourceText: disk.view.text,
  };
};

const notThere = (name: string, known: readonly string[]): Finding =>
  finding('no-such-interface', { name, hint: didYouMean(name, known) }, { interface: name });
