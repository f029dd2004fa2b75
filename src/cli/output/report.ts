import type { Answer, FormName } from './forms.ts';

/** What a verb has to say besides findings: an answer of that form, less what is the same for all. */
export type Report<F extends FormName> = Omit<Answer<F>, 'ok' | 'diagnostics'>;

interface Placed {
  readonly backend: string | null;
  readonly root: string;
}

/** The answer of a run that found out nothing, so that every exit status has the verb's own form. */
export const emptyReports: { readonly [F in FormName]: (placed: Placed) => Report<F> } = {
  result: (placed) => ({ changed: false, ...placed, files: [], interfaces: [], networks: [] }),
  list: (placed) => ({ ...placed, interfaces: [], networks: [], accounts: [] }),
  dumpxml: (placed) => ({ ...placed, xml: null, interfaces: [], networks: [], accounts: [] }),
  convert: (placed) => ({
    changed: false,
    ...placed,
    files: [],
    interfaces: [],
    networks: [],
    accounts: [],
    from: null,
  }),
  detect: (placed) => ({ ...placed, system: null, backends: [] }),
  backends: () => ({ backends: [] }),
  status: (placed) => ({ ...placed, clean: false, entries: [] }),
  explain: () => ({ findings: [] }),
};
