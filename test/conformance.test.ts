import { describe, expect, test } from 'vitest';
import type { Backend } from '../src/backend.ts';
import { type Feature, features, featureUses } from '../src/model/features.ts';
import { type Host, hostSchema } from '../src/model/host.ts';
import type { Interface } from '../src/model/interface.ts';
import { resolve } from '../src/model/resolve.ts';
import { UnsafeValueError } from '../src/native/guard.ts';
import { composeFiles } from '../src/plan/compose.ts';
import { planRender } from '../src/plan/plan.ts';
import { loadBackends } from '../src/registry.ts';
import { services } from '../src/services/index.ts';
import { fixtureCases } from './support/fixture-cases.ts';
import { deepFreeze } from './support/freeze.ts';
import { tampered, valueAt } from './support/hostile-model.ts';
import { expressible, meaningOf, withoutComments } from './support/meaning.ts';
import { rootOf } from './support/memory-root.ts';

const backends = await loadBackends();

/**
 * The suite that every backend must pass: to be listed in src/registry.ts is to be tested. Random hosts are
 * in conformance-properties.test.ts, the exact files in fixtures.test.ts.
 */
const hosts: readonly (readonly [string, Host])[] = fixtureCases.map(({ name, parsed }) => [
  name,
  deepFreeze(resolve(parsed.definitions, parsed.sources).host),
]);
const featureNames = Object.keys(features) as Feature[];

test('names of backends are unique and fit for a folder and a flag', () => {
  const names = backends.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
});

describe.each(backends)('$name', (backend) => {
  /** Cases that the backend takes without a loss. */
  const accepted = hosts.filter(([, host]) =>
    uses(host).every((f) => backend.capabilities[f].level !== 'none'),
  );

  test('declares every feature; what it lacks with a note and a source', () => {
    expect(Object.keys(backend.capabilities).sort()).toEqual([...featureNames].sort());
    for (const support of Object.values(backend.capabilities)) {
      if (support.level === 'full') continue;
      expect(support.note).not.toBe('');
      expect(support.source).not.toBe('');
    }
  });

  test('every feature that it claims to say is in a case that it takes', () => {
    const shown = new Set(accepted.flatMap(([, host]) => uses(host)));
    const claimed = featureNames.filter((feature) => backend.capabilities[feature].level !== 'none');
    expect(claimed.filter((feature) => !shown.has(feature))).toEqual([]);
  });

  test('every feature that it refuses is in a case, refused under its own code, without a file', () => {
    const refused = new Set<string>();
    for (const { parsed } of fixtureCases) {
      const { findings, files } = planRender({ ...parsed, backend, services, allowLoss: false });
      const codes = findings.filter(({ severity, kind }) => severity === 'error' && kind === 'backend');
      if (codes.length > 0) expect(files).toEqual([]);
      for (const { code } of codes) refused.add(code);
    }
    const declared = featureNames.filter((feature) => backend.capabilities[feature].level === 'none');
    refused.delete('lost-along');
    expect([...refused].sort()).toEqual(declared.map((feature) => `unsupported-${feature}`).sort());
  });

  test('what is refused can be given up: everything else is then written and reads back', () => {
    for (const { name, parsed } of fixtureCases) {
      const { findings, files, host } = planRender({ ...parsed, backend, services, allowLoss: true });
      expect(
        findings.filter(({ severity }) => severity === 'error'),
        name,
      ).toEqual([]);
      expect(
        uses(host).filter((feature) => backend.capabilities[feature].level === 'none'),
        name,
      ).toEqual([]);
      expect(backend.read(rootOf(files)).host, name).toEqual(host);
    }
  });

  describe.each(accepted)('%s', (_name, host) => {
    const files = backend.render(host);
    const reading = backend.read(rootOf(files));

    test('reads back as it was', () => {
      expect(reading.problems).toEqual([]);
      expect(reading.claims).toEqual([]);
      expect(reading.host).toEqual(host);
      expect(hostSchema.safeParse(reading.host).error).toBeUndefined();
    });

    test('stands in intact parts of whole lines, each of an interface', () => {
      expect(reading.parts.map(({ state }) => state)).toEqual(reading.parts.map(() => 'intact'));
      const parts = files.flatMap((file) => file.parts);
      expect(reading.parts.map((part) => part.interface).sort()).toEqual(
        parts.map((part) => part.interface).sort(),
      );
      for (const { body } of parts) expect(body).toMatch(/^(?:[^\0\r\n]*\n)+$/);
    });

    test('stands at normalised paths that the backend owns, one a file', () => {
      const paths = files.map(({ path }) => path);
      expect(new Set(paths).size).toBe(paths.length);
      for (const path of paths) {
        expect(path).toMatch(/^(?:\/[^/\0]+)+$/);
        expect(path.split('/')).not.toContain('..');
        expect(path.split('/')).not.toContain('.');
        expect(backend.owns.some((glob) => matches(glob, path))).toBe(true);
      }
      for (const { mode } of files) expect([0o600, 0o640, 0o644]).toContain(mode);
    });

    test('is the same every time, and whatever the order of the interfaces', () => {
      expect(composeFiles(backend.render(host))).toEqual(composeFiles(files));
      const backwards = { interfaces: [...host.interfaces].reverse() };
      expect(composeFiles(backend.render(backwards))).toEqual(composeFiles(files));
    });

    test('means the same without any comment line', () => {
      const clear = expressible(backend, host, { alsoLossy: true });
      const bare = backend.read(rootOf(withoutComments(backend.render(clear))));
      expect(bare.problems).toEqual([]);
      expect(meaningOf(bare.host)).toEqual(meaningOf(clear));
    });

    test('a value that no document could hold is refused, or harmless and read back as it is', () => {
      for (const { host: spoilt, place, value } of tampered(host)) {
        const outcome = renderSafely(backend, spoilt);
        if (outcome === 'refused') continue;
        const [n, ...path] = place;
        const name = (host.interfaces[n] as Interface).name;
        const what = `${name} ${path.join('.')} = ${JSON.stringify(value)}`;
        for (const { body } of outcome.flatMap((file) => file.parts))
          expect(body, what).not.toMatch(injected);
        // What is truthy is `yes`; a uuid that is none stands in a note, and is passed over.
        if (typeof valueAt(host.interfaces[n], path) === 'boolean' || path[0] === 'uuid') continue;
        const back = backend.read(rootOf(outcome)).host.interfaces.find((iface) => iface.name === name);
        expect(valueAt(back, path), what).toEqual(value);
      }
    });
  });
});

/** Lines that hostile-model.ts tries to get into a file, as a consumer would obey them. */
const injected = /^\s*(?:DEVICE=evil|auto evil|iface evil|Name=\*)/m;

function uses(host: Host): Feature[] {
  return featureUses(host).map(({ feature }) => feature);
}

/** `*` stands for anything within one segment. */
const matches = (glob: string, path: string): boolean =>
  new RegExp(`^${glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`).test(path);

function renderSafely(backend: Backend, host: Host) {
  try {
    return backend.render(host);
  } catch (error) {
    if (error instanceof UnsafeValueError) return 'refused';
    throw error;
  }
}
