import type { Backend, RenderedFile } from '../../src/backend.ts';
import { explicitHost, without } from '../../src/model/defaults.ts';
import { type Feature, type FeatureUse, featureUses } from '../../src/model/features.ts';
import { compareText, type Host } from '../../src/model/host.ts';
import { hasPrimary, type Interface, type Route } from '../../src/model/interface.ts';
import { lose } from '../../src/model/loss.ts';

/**
 * What a host means to the machine that boots, without what only notes hold: uuid, description, which
 * defaults the document said, the order of members behind the primary and of routes, and that IPv6 is off
 * on a member, which has no addresses in any case.
 */
export function meaningOf(host: Host): Interface[] {
  const index = new Map(host.interfaces.map((iface) => [iface.name, iface]));
  return explicitHost(host)
    .map(({ iface }) => without(without(iface, 'uuid'), 'description'))
    .map((iface) => (iface.port ? without(iface, 'ipv6') : iface))
    .map((iface) => ({
      ...iface,
      topLevel: true,
      ...(iface.port ? { port: { ...iface.port, position: place(iface) } } : {}),
      ...(iface.ipv4 ? { ipv4: { ...iface.ipv4, routes: sorted(iface.ipv4.routes) } } : {}),
      ...(iface.ipv6 ? { ipv6: { ...iface.ipv6, routes: sorted(iface.ipv6.routes) } } : {}),
    }))
    .sort((a, b) => compareText(a.name, b.name)) as Interface[];

  function place({ port }: Interface): number {
    const controller = port && index.get(port.controller);
    if (controller?.type !== 'bond' || !hasPrimary(controller.bond.mode)) return 0;
    return port?.position === 0 ? 0 : 1;
  }
}

const sorted = (routes: readonly Route[]): Route[] =>
  [...routes].sort((a, b) => compareText(routeText(a), routeText(b)));
const routeText = ({ destination, gateway, metric }: Route): string =>
  `${destination?.address}/${destination?.prefix} ${gateway} ${metric}`;

/** The kernel's only value for it, so that formats without a key for it keep it in a note (backends/README.md). */
const noteOnly: ReadonlySet<Feature> = new Set(['bond-carrier-netif']);

/** Uses of features that the backend refuses; `alsoLossy`: or holds in a note, for lack of a directive. */
function losses(backend: Backend, host: Host, alsoLossy: boolean): FeatureUse[] {
  return featureUses(host).filter(({ feature }) => {
    const { level } = backend.capabilities[feature];
    return level === 'none' || (alsoLossy && (level === 'lossy' || noteOnly.has(feature)));
  });
}

/**
 * The host less everything that the backend cannot say, until nothing of the kind is left: giving one
 * setting up can make another one of that kind.
 */
export function expressible(backend: Backend, host: Host, { alsoLossy = false } = {}): Host {
  let left = host;
  for (let round = 0; round < 5; round++) {
    const uses = losses(backend, left, alsoLossy);
    if (uses.length === 0) return left;
    left = lose(left, uses);
  }
  throw new Error(`${backend.name}: settings are left that cannot be said`);
}

/** The rendering without any comment: no notes, no comment lines; its parts still carry a header. */
export const withoutComments = (files: readonly RenderedFile[]): RenderedFile[] =>
  files.map((file) => ({
    ...file,
    parts: file.parts.map((part) => ({
      ...part,
      notes: {},
      body: part.body.replace(/^[ \t]*[#;].*\n/gm, ''),
    })),
  }));

/** The rendering with the notes of another one. */
export function withNotesOf(files: readonly RenderedFile[], other: readonly RenderedFile[]): RenderedFile[] {
  const notes = new Map(
    other.flatMap(({ path, parts }) =>
      parts.map((part) => [`${path} ${part.interface}`, part.notes] as const),
    ),
  );
  return files.map((file) => ({
    ...file,
    parts: file.parts.map((part) => ({
      ...part,
      notes: notes.get(`${file.path} ${part.interface}`) ?? part.notes,
    })),
  }));
}
