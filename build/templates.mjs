// Templates are precompiled: the shipped command carries functions, not a template compiler.
import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';

/** The JavaScript module that an import of a `.hbs` file means: its default export renders a plain object. */
export function templateModule(source) {
  const spec = Handlebars.precompile(source, { noEscape: true, strict: true, knownHelpersOnly: true });
  return `import Handlebars from 'handlebars/runtime.js';\nconst render = Handlebars.template(${spec});\nexport default (view) => render(view);\n`;
}

/** For esbuild. */
export const esbuildTemplates = {
  name: 'templates',
  setup(build) {
    build.onLoad({ filter: /\.hbs$/ }, async ({ path }) => ({
      contents: templateModule(await readFile(path, 'utf8')),
      loader: 'js',
      resolveDir: import.meta.dirname,
    }));
  },
};

/** For vite, hence vitest. */
export const viteTemplates = {
  name: 'templates',
  enforce: 'pre',
  async load(id) {
    return id.endsWith('.hbs') ? templateModule(await readFile(id, 'utf8')) : null;
  },
};
