import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { fault } from '../root/fault.ts';
import type { Options } from './options.ts';
import { didYouMean } from './suggest.ts';
import type { Invocation, Verb } from './verb.ts';
import { verbs } from './verbs.ts';

/** What a command line asks for: a verb to run, or a text to print. */
export type Request =
  | { readonly kind: 'verb'; readonly verb: Verb; readonly call: Invocation }
  | { readonly kind: 'text'; readonly text: string };

/** Reads a command line; throws a `usage` Fault where it is wrong. */
export function readCommandLine(words: readonly string[], version: string): Request {
  let printed = '';
  let request: Request | undefined;
  const program = new Command('ifscribe')
    .description(DESCRIPTION)
    .usage('VERB [OPTIONS] [FILE... | NAME...]')
    .version(`ifscribe ${version}`, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [verb]', 'print help on a verb')
    .exitOverride()
    .configureOutput({ writeOut: (text) => (printed += text), writeErr: () => undefined })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', EPILOGUE);
  for (const option of commonOptions()) program.addOption(option);
  for (const verb of verbs) {
    const command = program
      .command(`${verb.name}${verb.operands ? ` ${verb.operands}` : ''}`)
      .summary(verb.summary);
    command.description(`${verb.summary.charAt(0).toUpperCase()}${verb.summary.slice(1)}.`);
    if (verb.alias) command.alias(verb.alias);
    for (const [flags, description] of verb.options ?? [])
      command.addOption(strict(new Option(flags, description)));
    command.addHelpText('after', `\nExamples:\n${verb.examples.map((line) => `  ${line}\n`).join('')}`);
    command.action(() => {
      const { args } = command;
      if (args.includes(''))
        throw fault('usage', { problem: `${verb.name}: none of ${verb.operands} may be empty` });
      request = {
        kind: 'verb',
        verb,
        call: { operands: args, options: command.optsWithGlobals<Options>() },
      };
    });
  }
  try {
    program.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', text: printed };
    throw fault('usage', { problem: problemOf(error, words) }, error);
  }
  return request ?? { kind: 'text', text: printed };
}

const commonOptions = (): Option[] =>
  [
    new Option('--root <dir>', 'the folder that holds the system').default('/'),
    new Option('-b, --backend <name>', 'who reads the files: a backend, or auto (ask the root; the default)'),
    new Option('--json', 'print one JSON object (see `ifscribe schema`)'),
    new Option('-q, --quiet', 'print errors and answers only'),
    new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'),
  ].map(strict);

/**
 * A value may not be empty, nor look like an option: `--root --json` has forgotten the folder. An option that may be
 * repeated takes one value each time, else `--publish 80:web:80 lab.xml` would take the FILE for another.
 */
function strict(option: Option): Option {
  if (!option.required) return option;
  const parse = option.parseArg;
  const { variadic } = option;
  option.variadic = false;
  return option.argParser((value: string, previous: unknown) => {
    if (value === '') throw new InvalidArgumentError('It must not be empty.');
    if (value.startsWith('-'))
      throw new InvalidArgumentError('It looks like an option; write ./-… for such a name.');
    if (variadic) return [...((previous as readonly string[] | undefined) ?? []), value];
    return parse ? parse(value, previous) : value;
  });
}

function problemOf(error: CommanderError, words: readonly string[]): string {
  const known = verbs.flatMap(({ name, alias }) => (alias ? [name, alias] : [name]));
  const noVerb = (word: string): string =>
    `there is no verb ${word}${didYouMean(word, known)} (\`ifscribe --help\` lists them)`;
  if (error.code === 'commander.help') {
    const subject = words[words.indexOf('help') + 1];
    return words.includes('help') && subject !== undefined
      ? noVerb(subject)
      : 'no verb given; `ifscribe --help` lists them';
  }
  if (error.code === 'commander.unknownCommand')
    return noVerb(words.find((w) => error.message.includes(`'${w}'`)) ?? '');
  return error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
}

const DESCRIPTION =
  'Writes host network configuration down so that it comes up at boot: interface XML in, the files of systemd-networkd, Red Hat ifcfg or Debian interfaces out, and back again. It works on a root folder and needs neither a daemon nor the running system.';

const EPILOGUE = `
FILE may be a folder (its *.xml) or - for standard input, which is also read where no FILE is given.

Examples:
  ifscribe plan br0.xml                                 what would change on this host
  ifscribe apply --root /mnt/image -b networkd host.d/  write it into an image
  ifscribe dumpxml --all                                read it back
  ifscribe list --tree                                  what stands on what

Exit status: 0 done; 1 failed; 2 changes (status, --detailed-exitcode); 3 document rejected; 4 the backend
cannot express it; 5 a file of someone else's is in the way; 64 wrong usage.
`;
