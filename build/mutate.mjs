// Mutation testing of one backend's reader, by hand: `npm run mutate -- networkd [FILE…]`. Every line is changed in
// turn, and a change that no test notices survives: it is a missing test, code that does nothing, or another way to say
// the same. Test by test it takes an hour or more for a reader and minutes for a file of it; nothing waits for it.
import { Stryker } from '@stryker-mutator/core';

/** The files that reading consists of. */
const readers = {
  networkd: [
    'backends/networkd/{read,read-*,survey,assemble,interpret,implied,judge-match,match,applies,claims}.ts',
    'backends/networkd/{by-default,codecs,documents,files,fields,settings,taken-back,online,release}.ts',
    'src/native/unit-file.ts',
  ],
  ifcfg: [
    'backends/ifcfg/{read,read-*,reading,survey,kind,members,claims,aliases,route-files}.ts',
    'backends/ifcfg/{default-connections,directives,files,network-file,subnets,words}.ts',
    'src/native/{shell,shell-blocks,shell-words}.ts',
  ],
  ifupdown: [
    'backends/ifupdown/{read,read-*,survey,assemble,claims,devices,settle-lines,undoing}.ts',
    'backends/ifupdown/{lexer,lines,stanzas,sources,wordexp,glob,netmask}.ts',
    'backends/ifupdown/{guard,shell-command,commands,release,renames,steps,steps-*}.ts',
  ],
};

const [name, ...only] = process.argv.slice(2);
const files = readers[name];
if (!files) {
  console.error(`usage: npm run mutate -- ${Object.keys(readers).join('|')} [FILE…]`);
  process.exit(64);
}

await new Stryker({
  mutate:
    only.length > 0 ? only.map((file) => (file.includes('/') ? file : `backends/${name}/${file}`)) : files,
  // Wording is no behaviour: tests assert codes, and what others wrote (test/foreign.test.ts) asserts the rest.
  mutator: { excludedMutations: ['StringLiteral'] },
  testFiles: [`test/*${name}*.test.ts`, 'test/{foreign,in-the-way,native*,unit-file}.test.ts'],
  testRunner: 'vitest',
  plugins: [import.meta.resolve('@stryker-mutator/vitest-runner')],
  vitest: { configFile: 'vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // Outside of node_modules, where vitest would take the copy for somebody else's code.
  tempDirName: '.mutation/sandbox',
  ignorePatterns: ['.mutation', 'dist'],
  // Stryker asks TypeScript's JavaScript API to rewrite paths in tsconfig.json: there are none, and 7 has no such API.
  tsconfigFile: 'none',
  reporters: ['clear-text', 'html', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false },
  htmlReporter: { fileName: `.mutation/${name}.html` },
  allowEmpty: false,
}).runMutationTest();
