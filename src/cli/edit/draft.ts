import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOCUMENT_BYTES_MAX } from '../../language/decode.ts';
import { fault, systemCode, systemReason } from '../../root/fault.ts';
import { readUpTo } from '../streams.ts';

/** A document on its way through an editor, in a folder of its own that nobody else can look into. */
export interface Draft {
  readonly file: string;
  /** What it holds now; undefined where the editor has removed it. */
  readonly text: () => string | undefined;
  /** With whatever the editor has left beside it. */
  readonly remove: () => void;
}

export function makeDraft(name: string, text: string): Draft {
  const folder = makeFolder();
  const file = join(folder, `${name}.xml`);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    chmodSync(file, 0o600); // The umask may have taken from it.
  } catch (error) {
    remove();
    throw fault('no-draft', { folder, reason: systemReason(error) }, error);
  }
  return { file, text: () => textOf(file), remove };
}

function makeFolder(): string {
  const parent = tmpdir();
  try {
    const folder = mkdtempSync(join(parent, 'ifscribe-edit-'));
    chmodSync(folder, 0o700);
    return folder;
  } catch (error) {
    throw fault('no-draft', { folder: parent, reason: systemReason(error) }, error);
  }
}

function textOf(file: string): string | undefined {
  try {
    return readUpTo(file, DOCUMENT_BYTES_MAX + 1).toString();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}
