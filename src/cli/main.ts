import { writeSync } from 'node:fs';

declare const IFSCRIBE_VERSION: string;

/** The command: runs one command line and sets the exit status. Nothing is loaded before it is known to be needed. */
async function main(words: readonly string[]): Promise<number> {
  if (words.length === 1 && words[0] === '--version') {
    try {
      writeSync(1, `ifscribe ${IFSCRIBE_VERSION}\n`);
      return 0;
    } catch {
      // serve() tries again, and tells why it cannot.
    }
  }
  const { serve } = await import('./serve.ts');
  return serve(words, IFSCRIBE_VERSION);
}

main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
