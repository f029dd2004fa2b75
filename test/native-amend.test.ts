import { describe, expect, test } from 'vitest';
import { type Amendment, amend } from '../src/native/amend.ts';
import { withLineEdits } from '../src/native/line-edits.ts';
import type { Account, Facet } from '../src/survey.ts';

/** Lines `KEY=VALUE`; what a key says is known, `extra` keys are kept, `#` are comments, `[x]` begins a block. */
const facets: Readonly<Record<string, Facet>> = {
  MTU: 'link',
  MAC: 'link',
  ADDRESS: 'addressing',
  GATEWAY: 'addressing',
  DNS: 'dns',
};

const accountsOf = (text: string, name: string): Account[] =>
  text.split('\n').flatMap((line, n): Account[] => {
    const place = { path: '/f', line: n + 1, lines: 1, text: line };
    const key = /^\s*([A-Z]+) ?=/.exec(line)?.[1];
    if (line.startsWith('[Route]'))
      return [{ ...place, state: 'understood', interface: name, says: 'addressing' }];
    if (key && facets[key]) return [{ ...place, state: 'understood', interface: name, says: facets[key] }];
    return [{ ...place, state: key ? 'kept' : 'comment', interface: name }];
  });

const amended = (native: string, wanted: string, ...changed: Facet[]): string => {
  const how: Amendment = {
    interface: 'eth0',
    among: new Set(),
    stay: 'alike',
    changes: (facet) => changed.includes(facet),
    headOf: (line) => (line.startsWith('[') ? { key: line, isRepeated: line === '[Route]' } : undefined),
  };
  const said = (text: string) => ({ text, accounts: accountsOf(text, 'eth0') });
  return withLineEdits(native, amend(said(native), said(wanted), how).edits);
};

describe('a text of lines', () => {
  test('changes the line that says it, where it stands', () => {
    expect(amended('# mine\nMTU="1500"\nEXTRA=1\nADDRESS=a\n', 'MTU=9000\nADDRESS=b\n', 'link')).toBe(
      '# mine\nMTU=9000\nEXTRA=1\nADDRESS=a\n',
    );
  });

  test('gets what is new behind what says the like, and loses what is no longer said', () => {
    expect(amended('ADDRESS=a\nGATEWAY=g\nMTU=1500\n', 'ADDRESS=a\nADDRESS=b\n', 'addressing')).toBe(
      'ADDRESS=a\nADDRESS=b\nMTU=1500\n',
    );
  });

  test('keeps a line that says the same otherwise', () => {
    expect(amended('MTU = "1500"\nMAC=x\n', 'MTU=1500\nMAC=y\n', 'link')).toBe('MTU = "1500"\nMAC=y\n');
  });

  test('gets what it says nothing of yet behind its last line, before a comment at the end', () => {
    expect(amended('ADDRESS=a\n# end\n\n', 'MTU=1500\n', 'link')).toBe('ADDRESS=a\nMTU=1500\n# end\n\n');
  });
});

describe('a text of blocks', () => {
  test('changes in the block that it is of', () => {
    expect(
      amended(
        '[Link]\nMTU=1500\n\n[Network]\nADDRESS=a\n',
        '[Link]\nMTU=9000\n[Network]\nADDRESS=b\n',
        'link',
      ),
    ).toBe('[Link]\nMTU=9000\n\n[Network]\nADDRESS=a\n');
  });

  test('gets a repeated block in the place of another', () => {
    const native =
      '[Network]\nADDRESS=a\n\n[Route]\n# why\nGATEWAY=g\n\n[Route]\nGATEWAY=h\n\n[Link]\nMTU=1\n';
    const wanted = '[Network]\nADDRESS=a\n[Route]\nGATEWAY=g\n\n[Route]\nGATEWAY=i\n';
    expect(amended(native, wanted, 'addressing')).toBe(
      '[Network]\nADDRESS=a\n\n[Route]\n# why\nGATEWAY=g\n\n[Route]\nGATEWAY=i\n\n[Link]\nMTU=1\n',
    );
  });

  test('loses a repeated block with the blank line behind it, but not its comments', () => {
    const native = '[Route]\nGATEWAY=g\n\n[Route]\nGATEWAY=h\n\n[Link]\nMTU=1\n';
    expect(amended(native, '[Route]\nGATEWAY=h\n', 'addressing')).toBe(
      '[Route]\nGATEWAY=h\n\n[Link]\nMTU=1\n',
    );
    expect(amended('[Route]\n# why\nGATEWAY=g\n\n[Link]\nMTU=1\n', '', 'addressing')).toBe(
      '# why\n\n[Link]\nMTU=1\n',
    );
  });

  test('gets a repeated block behind the last of its kind', () => {
    const native = '[Route]\nGATEWAY=g\n\n[Link]\nMTU=1\n';
    expect(amended(native, '[Route]\nGATEWAY=g\n\n[Route]\nGATEWAY=h\n', 'addressing')).toBe(
      '[Route]\nGATEWAY=g\n\n[Route]\nGATEWAY=h\n\n[Link]\nMTU=1\n',
    );
  });

  test('gets lines as far to the right as those beside them, and ended like them', () => {
    expect(amended('[Link]\r\n\tMTU=1\r\n', '[Link]\nMTU=1\nMAC=x\n', 'link')).toBe(
      '[Link]\r\n\tMTU=1\r\n\tMAC=x\r\n',
    );
  });

  test('keeps a block with something that is not understood', () => {
    expect(amended('[Route]\nGATEWAY=g\nEXTRA=1\n', '', 'addressing')).toBe('[Route]\nGATEWAY=g\nEXTRA=1\n');
  });
});
