import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fault, systemReason } from '../../root/fault.ts';
import { isTerminal } from '../streams.ts';

/** The user's editor as a command for the shell: what is said, else one that is installed, if someone is there to use it. */
export function chooseEditor({ VISUAL, EDITOR, PATH = '' }: NodeJS.ProcessEnv): string {
  const said = [VISUAL, EDITOR].find((command) => command?.trim());
  if (said !== undefined) return said;
  const isAttended = isTerminal(0) && isTerminal(1);
  const installed = ['editor', 'vi'].find((name) => isAttended && isProgram(name, PATH));
  if (installed === undefined) throw fault('editor-missing', {});
  return installed;
}

const isProgram = (name: string, path: string): boolean =>
  path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const KEYBOARD = ['SIGINT', 'SIGQUIT'] as const;
const ENDING = ['SIGTERM', 'SIGHUP'] as const;

/** A program and options, without anything that means more to the shell. */
const IS_PLAIN = /^[\w./+,@%\- ]+$/;

/**
 * Lets the user edit a file, and returns why that failed, or undefined. The command may have options and quotes: the
 * shell takes it apart, as git has it done. Ctrl-C is the editor's to heed, who has the terminal; a signal to end is
 * handed on.
 */
export async function runEditor(command: string, file: string): Promise<string | undefined> {
  const { spawn } = process.getBuiltinModule('node:child_process');
  // An answer that goes into a pipe or a file must not have the editor's screen in it.
  const screen = isTerminal(1) ? 1 : 2;
  const ignore = (): void => undefined;
  const forward = (signal: NodeJS.Signals): void => void editor.kill(signal);
  for (const signal of KEYBOARD) process.on(signal, ignore);
  for (const signal of ENDING) process.on(signal, forward);
  // Where nothing is left for the shell to do after it, the editor takes its place, and gets its signals.
  const script = `${IS_PLAIN.test(command) ? 'exec ' : ''}${command} "$@"`;
  const editor = spawn('/bin/sh', ['-c', script, command, file], { stdio: [0, screen, 2] });
  try {
    return await new Promise((resolve) => {
      editor.once('error', (error) => resolve(`cannot be started: ${systemReason(error)}`));
      editor.once('exit', (status, signal) => {
        if (signal !== null) resolve(`was ended by ${signal}`);
        else resolve(status === 0 ? undefined : `ended with status ${status}`);
      });
    });
  } finally {
    for (const signal of KEYBOARD) process.off(signal, ignore);
    for (const signal of ENDING) process.off(signal, forward);
  }
}
