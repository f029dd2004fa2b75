import { type Code, type Finding, finding } from '../findings/finding.ts';

/** Broken machinery: something that ends the run at once, with the findings that tell the user why. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[], options?: ErrorOptions) {
    super(findings.map(({ message }) => message).join('; '), options);
    this.findings = findings;
  }
}

export const fault = <C extends Code>(
  code: C,
  args: Parameters<typeof finding<C>>[1],
  cause?: unknown,
): Fault => new Fault([finding(code, args)], { cause });

/** What the system says, in a user's words. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'not a folder',
  EISDIR: 'is a folder',
  EEXIST: 'a file of that name is there',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'disk quota exceeded',
  EROFS: 'the file system is read-only',
  EIO: 'the disk reports an input/output error',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'links lead in a circle',
  EMFILE: 'too many open files',
};

export function systemReason(error: unknown): string {
  const code = systemCode(error);
  if (code !== undefined) return REASONS[code] ?? code;
  return error instanceof Error ? error.message : String(error);
}

/** `ENOENT` and the like, or undefined where it is no error of the system. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && 'syscall' in (error as object) ? code : undefined;
}
