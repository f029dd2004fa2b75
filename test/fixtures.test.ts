import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Backend } from '../src/backend.ts';
import type { Finding } from '../src/findings/finding.ts';
import { formatDocument } from '../src/language/format.ts';
import { resolve } from '../src/model/resolve.ts';
import { composeFiles } from '../src/plan/compose.ts';
import { checkDocuments, planRender } from '../src/plan/plan.ts';
import { loadBackends } from '../src/registry.ts';
import { services } from '../src/services/index.ts';
import { type FixtureCase, filesBelow, fixtureCases, fixturesFolder } from './support/fixture-cases.ts';

const backends = await loadBackends();

/**
 * fixtures/<case>/expected/ holds, in full, what comes of a case:
 *
 *   canonical.xml         the canonical document, where it is not interface.xml itself
 *   documents.json        what is found in the documents, whatever the backend (warnings)
 *   <backend>/etc/…       the files, as they stand below the root; none where the backend refuses the case
 *   <backend>.json        what the backend cannot say, or says with a limit
 *   <backend>.modes.json  the modes of files that do not have 0644
 *   services/etc/…        what serves guest networks, whatever the backend, in a root that has all their company
 *   services.links.json   the links that start it, with their targets
 *
 * UPDATE_FIXTURES=1 writes it anew; then look at `git diff fixtures` before you believe it.
 */
type Expected = Readonly<Record<string, string>>;

const update = process.env.UPDATE_FIXTURES === '1';

describe.each(fixtureCases)('$name', (fixture) => {
  const stands = filesBelow(join(fixturesFolder, fixture.name, 'expected'));

  test('documents', () => {
    settle(fixture, stands, isOfDocuments, documentsOf(fixture));
  });

  test.each(backends)('$name', (backend) => {
    settle(fixture, stands, isOf(backend), outputOf(fixture, backend));
  });

  test('services', () => {
    settle(fixture, stands, isOfServices, servicesOf(fixture));
  });

  test('nothing is expected of a backend that is not there', () => {
    const known = (path: string) =>
      isOfDocuments(path) || isOfServices(path) || backends.some((backend) => isOf(backend)(path));
    expect(Object.keys(stands).filter((path) => !known(path))).toEqual([]);
  });
});

const isOfDocuments = (path: string): boolean => path === 'canonical.xml' || path === 'documents.json';
const isOfServices = (path: string): boolean =>
  path.startsWith('services/') || path === 'services.links.json';
const isOf =
  ({ name }: Backend) =>
  (path: string): boolean =>
    path.startsWith(`${name}/`) || path === `${name}.json` || path === `${name}.modes.json`;

function documentsOf({ documents, parsed }: FixtureCase): Expected {
  const { host } = resolve(parsed.definitions, parsed.sources);
  const found = [...parsed.findings, ...checkDocuments(parsed).findings];
  const canonical = formatDocument(host, parsed.networks);
  const [only, ...more] = documents;
  return {
    ...(more.length === 0 && only?.text === canonical ? {} : { 'canonical.xml': canonical }),
    ...jsonUnlessEmpty('documents.json', found.map(brief)),
  };
}

function servicesOf({ parsed }: FixtureCase): Expected {
  const { networks } = checkDocuments(parsed);
  if (networks.length === 0) return {};
  const surroundings = { dnsmasqFolder: true, dnsmasqIsDynamic: false, firewalld: true };
  const files = composeFiles(services.render({ networks, surroundings }));
  return {
    ...Object.fromEntries(files.map(({ path, text }) => [`services${path}`, text])),
    ...jsonUnlessEmpty(
      'services.links.json',
      services.links(networks).map(({ path, target }) => [path, target]),
    ),
  };
}

function outputOf({ parsed }: FixtureCase, backend: Backend): Expected {
  const { findings, files, host } = planRender({ ...parsed, backend, services, allowLoss: false });
  // What serves networks is the same for every backend, and stands in a folder of its own.
  const composed = composeFiles(files.length > 0 ? backend.render(host) : []);
  const oddModes = composed
    .filter(({ mode }) => mode !== 0o644)
    .map(({ path, mode }) => [path, mode.toString(8)]);
  return {
    ...Object.fromEntries(composed.map(({ path, text }) => [`${backend.name}${path}`, text])),
    ...jsonUnlessEmpty(`${backend.name}.json`, findings.filter(({ kind }) => kind === 'backend').map(brief)),
    ...jsonUnlessEmpty(`${backend.name}.modes.json`, oddModes),
  };
}

const brief = ({ severity, code, interface: name, network }: Finding) => ({
  severity,
  code,
  interface: name,
  network,
});

const jsonUnlessEmpty = (name: string, list: readonly unknown[]): Expected =>
  list.length === 0
    ? {}
    : { [name]: `[\n${list.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n')}\n]\n` };

/** Compares what stands, as far as `isConcerned`, with what came; or makes it so. */
function settle(
  fixture: FixtureCase,
  stands: Expected,
  isConcerned: (path: string) => boolean,
  came: Expected,
): void {
  const expected = Object.fromEntries(Object.entries(stands).filter(([path]) => isConcerned(path)));
  if (!update) {
    expect(came).toEqual(expected);
    return;
  }
  const folder = join(fixturesFolder, fixture.name, 'expected');
  for (const path of Object.keys(expected)) if (!(path in came)) rmSync(join(folder, path));
  for (const [path, text] of Object.entries(came)) {
    if (expected[path] === text) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
