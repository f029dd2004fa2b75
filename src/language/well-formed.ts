import type { Code, finding } from '../findings/finding.ts';
import { referenceLength } from './references.ts';
import { report, type Scope } from './scope.ts';
import { positionAt } from './source.ts';

/**
 * Whether a text is a well-formed document of the XML that the language allows: XML 1.0 without DOCTYPE and
 * processing instructions, nested no deeper than MAX_DEPTH. One linear pass, which goes on after a fault it
 * can make sense of. The parser that builds the tree checks next to nothing; the validator that comes with it
 * lets through two roots, `<` in values, unknown entities and control characters, and stops at the first fault.
 */
export function isWellFormed(scope: Scope): boolean {
  const { text } = scope.source;
  const scan: Scan = {
    scope,
    text,
    open: [],
    faults: 0,
    root: 'due',
    attributes: new Set(),
    nextAmpersand: searcher(text, '&'),
    nextCdataEnd: searcher(text, ']]>'),
  };
  const character = text.search(FORBIDDEN);
  if (character >= 0) {
    const code = text.charCodeAt(character).toString(16).toUpperCase().padStart(4, '0');
    fault(scan, 'xml-character', { character: `U+${code}` }, character);
  }
  let at = startsDeclaration(text, 0) ? readDeclaration(scan) : 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    checkText(scan, at, next < 0 ? text.length : next);
    at = next < 0 ? text.length : readMarkup(scan, next);
    if (scan.faults >= MAX_FAULTS) return false;
  }
  const innermost = scan.open.at(-1);
  if (innermost) fault(scan, 'xml-unclosed-element', { name: innermost.name }, innermost.offset);
  else if (scan.root === 'due' && !scan.faults) fault(scan, 'xml-no-element', {}, 0);
  return scan.faults === 0;
}

/** Far more than the deepest document of the language has (`interfaces` > … > `mac`: 7). */
const MAX_DEPTH = 32;
/** Then the text is probably no XML at all, and more faults would help nobody. */
const MAX_FAULTS = 20;

/**
 * Names that the parser of the tree refuses to make properties of, or cuts at what JavaScript takes for a
 * blank (U+1680, U+FEFF); the language has none of them.
 */
const UNBUILDABLE = /^(?:__proto__|constructor|prototype)$|\s/;

interface Scan {
  readonly scope: Scope;
  readonly text: string;
  /** Elements whose end tag is to come, outermost first. */
  readonly open: { readonly name: string; readonly offset: number }[];
  faults: number;
  /** `surplus`: something after the root has been reported; once is enough. */
  root: 'due' | 'seen' | 'surplus';
  /** Of the tag that is being read. */
  readonly attributes: Set<string>;
  readonly nextAmpersand: Searcher;
  readonly nextCdataEnd: Searcher;
}

/** The first place at or after `from`, which never goes back, of a string; the text's length if there is none. */
type Searcher = (from: number) => number;

function searcher(text: string, wanted: string): Searcher {
  let found = -1;
  return (from) => {
    if (found >= from) return found;
    found = text.indexOf(wanted, from);
    if (found < 0) found = text.length;
    return found;
  };
}

const BLANK = '[ \\t\\n]';
/** XML 1.0 section 2.3; a surrogate pair counts as the two units it is. */
const NAME_START =
  ':A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uDB7F\\uDC00-\\uDFFF\\uF900-\\uFDCF\\uFDF0-\\uFFFD';
const NAME = `[${NAME_START}][${NAME_START}\\-.0-9\\xB7\\u0300-\\u036F\\u203F\\u2040]*`;
const EQUALS = `${BLANK}*=${BLANK}*`;

/** What XML 1.0 section 2.2 leaves out. */
const FORBIDDEN =
  /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const NOT_BLANK = /[^ \t\n]/g;
const DECLARATION = new RegExp(
  `<\\?xml${BLANK}+version${EQUALS}(["'])1\\.[0-9]+\\1` +
    `(?:${BLANK}+encoding${EQUALS}(["'])([A-Za-z][A-Za-z0-9._-]*)\\2)?` +
    `(?:${BLANK}+standalone${EQUALS}(["'])(?:yes|no)\\4)?${BLANK}*\\?>`,
  'y',
);
const START_TAG = new RegExp(`<(${NAME})`, 'y');
const ATTRIBUTE = new RegExp(`${BLANK}+(${NAME})${EQUALS}(?:"[^"<]*"|'[^'<]*')`, 'y');
const TAG_END = new RegExp(`${BLANK}*(/?)>`, 'y');
const END_TAG = new RegExp(`</(${NAME})${BLANK}*>`, 'y');
const ATTRIBUTE_NAME = new RegExp(`${BLANK}*(${NAME})`, 'y');
const ATTRIBUTE_EQUALS = new RegExp(EQUALS, 'y');
/** Of an attribute that is no well-formed one: up to where the next could begin. */
const JUNK = /[^ \t\n<>/]*/y;

function fault<C extends Code>(
  scan: Scan,
  code: C,
  args: Parameters<typeof finding<C>>[1],
  offset: number,
): void {
  if (scan.faults++ < MAX_FAULTS) report(scan.scope, code, args, offset);
}

/** The same as `fault`, for one after which the rest of the text cannot be told apart. */
function giveUp<C extends Code>(
  scan: Scan,
  code: C,
  args: Parameters<typeof finding<C>>[1],
  offset: number,
): number {
  fault(scan, code, args, offset);
  scan.open.length = 0;
  return scan.text.length;
}

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/** UTF-8, what is a subset of it, and UTF-16 (which has been decoded by its byte order mark). */
const READABLE_ENCODING = /^(?:utf-?8|us-ascii|ascii|utf-16)$/i;

const startsDeclaration = (text: string, at: number): boolean =>
  /^<\?xml[ \t\n?]/.test(text.slice(at, at + 6));

function readDeclaration(scan: Scan): number {
  const match = matchAt(DECLARATION, scan.text, 0);
  if (!match) {
    fault(scan, 'xml-declaration', {}, 0);
    const end = scan.text.indexOf('?>');
    return end < 0 ? scan.text.length : end + 2;
  }
  const encoding = match[3];
  if (encoding !== undefined && !READABLE_ENCODING.test(encoding)) {
    fault(scan, 'xml-encoding', { encoding }, match[0].search(/encoding/));
  }
  return match[0].length;
}

function readMarkup(scan: Scan, at: number): number {
  const { text } = scan;
  const second = text[at + 1];
  if (second === '/') return readEndTag(scan, at);
  if (second === '!') return readDeclarationLike(scan, at);
  if (second === '?') {
    fault(scan, startsDeclaration(text, at) ? 'xml-declaration' : 'xml-processing-instruction', {}, at);
    const end = text.indexOf('?>', at);
    return end < 0 ? text.length : end + 2;
  }
  return readStartTag(scan, at);
}

/** What begins with `<!`: a comment, CDATA, or a DOCTYPE or its like. */
function readDeclarationLike(scan: Scan, at: number): number {
  const { text } = scan;
  if (text.startsWith('<!--', at)) {
    const dashes = text.indexOf('--', at + 4);
    if (dashes < 0) return giveUp(scan, 'xml-markup', { problem: 'a comment is never closed with -->' }, at);
    if (text[dashes + 2] === '>') return dashes + 3;
    fault(scan, 'xml-markup', { problem: 'a comment cannot hold --' }, dashes);
    const end = text.indexOf('-->', dashes);
    return end < 0 ? text.length : end + 3;
  }
  if (text.startsWith('<![CDATA[', at)) {
    if (!scan.open.length) outsideRoot(scan, at);
    const end = text.indexOf(']]>', at);
    if (end < 0)
      return giveUp(scan, 'xml-markup', { problem: 'a CDATA section is never closed with ]]>' }, at);
    return end + 3;
  }
  if (/^<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/.test(text.slice(at, at + 10))) {
    return giveUp(scan, 'xml-doctype', {}, at);
  }
  fault(scan, 'xml-markup', { problem: '<! begins neither a comment nor CDATA' }, at);
  return at + 2;
}

function readStartTag(scan: Scan, at: number): number {
  const { text, open } = scan;
  const name = matchAt(START_TAG, text, at)?.[1];
  if (name === undefined) {
    fault(scan, 'xml-markup', { problem: '< begins no tag; write &lt; for the character' }, at);
    return at + 1;
  }
  if (UNBUILDABLE.test(name)) fault(scan, 'unknown-element', { element: name, hint: '' }, at);
  if (!open.length) enterRoot(scan, name, at);
  if (open.length === MAX_DEPTH) return giveUp(scan, 'xml-too-deep', { depth: MAX_DEPTH }, at);
  const end = readAttributes(scan, name, at);
  if (end === undefined) return giveUp(scan, 'xml-start-tag', { name, ...placeOf(scan, at) }, at);
  if (!end.empty) open.push({ name, offset: at });
  return end.offset;
}

function enterRoot(scan: Scan, name: string, at: number): void {
  if (scan.root === 'due') scan.root = 'seen';
  else if (scan.root === 'seen') {
    scan.root = 'surplus';
    fault(scan, 'xml-several-roots', { name }, at);
  }
}

/** Where the start tag ends, or undefined if it does not. */
function readAttributes(
  scan: Scan,
  element: string,
  at: number,
): { offset: number; empty: boolean } | undefined {
  const { text } = scan;
  const seen = scan.attributes;
  seen.clear();
  let offset = at + 1 + element.length;
  for (;;) {
    const match = matchAt(ATTRIBUTE, text, offset);
    if (match) {
      const name = match[1] as string;
      if (seen.has(name))
        fault(scan, 'xml-attribute-twice', { name, element }, offset + match[0].indexOf(name));
      if (UNBUILDABLE.test(name)) {
        fault(
          scan,
          'unknown-attribute',
          { element, attribute: name, hint: 'no element has it' },
          offset + match[0].indexOf(name),
        );
      }
      seen.add(name);
      checkReferences(scan, offset, offset + match[0].length);
      offset += match[0].length;
      continue;
    }
    const end = matchAt(TAG_END, text, offset);
    if (end) return { offset: offset + end[0].length, empty: end[1] === '/' };
    const next = nextNotBlank(text, offset);
    if (next === text.length) return undefined;
    if (text[next] === '<') {
      fault(scan, 'xml-start-tag', { name: element, ...placeOf(scan, at) }, next);
      return { offset: next, empty: false };
    }
    const resumed = skipBadAttribute(scan, element, offset, next);
    if (resumed === undefined) return { offset: text.length, empty: true };
    offset = resumed;
  }
}

/** Reports what stands at `at` (after blanks from `from` on) instead of an attribute; undefined: past hope. */
function skipBadAttribute(scan: Scan, element: string, from: number, at: number): number | undefined {
  const { text } = scan;
  const bad = (problem: string, offset: number): void =>
    fault(scan, 'xml-attribute', { element, problem }, offset);
  const name = matchAt(ATTRIBUTE_NAME, text, at)?.[1];
  if (name === undefined) {
    bad(`${JSON.stringify(text[at])} where an attribute or the end of the tag is due`, at);
    return Math.max(skipJunk(text, at), at + 1);
  }
  const equals = matchAt(ATTRIBUTE_EQUALS, text, at + name.length);
  if (!equals) {
    bad(`the attribute ${name} has no value`, at);
    return at + name.length;
  }
  const value = at + name.length + equals[0].length;
  const quote = text[value];
  if (quote !== '"' && quote !== "'") {
    bad(`the value of ${name} is not in quotes`, value);
    return Math.max(skipJunk(text, value), value);
  }
  const close = text.indexOf(quote, value + 1);
  const angle = text.slice(value + 1, close < 0 ? text.length : close).indexOf('<');
  if (angle >= 0) {
    const cure = `is its closing ${quote} missing? else write &lt;`;
    bad(`the value of ${name} holds a < (${cure})`, value + 1 + angle);
    giveUpQuietly(scan);
    return undefined;
  }
  if (close < 0) {
    bad(`the value of ${name} has no closing ${quote}`, value);
    giveUpQuietly(scan);
    return undefined;
  }
  if (from === at) bad(`no blank before the attribute ${name}`, at);
  return close + 1;
}

const skipJunk = (text: string, at: number): number => at + (matchAt(JUNK, text, at)?.[0].length ?? 0);

function giveUpQuietly(scan: Scan): void {
  scan.open.length = 0;
}

function readEndTag(scan: Scan, at: number): number {
  const { text, open } = scan;
  const match = matchAt(END_TAG, text, at);
  const due = open.at(-1);
  if (!match) {
    fault(scan, 'xml-markup', { problem: 'an end tag must be of the form </name>' }, at);
    open.pop();
    const end = text.indexOf('>', at);
    return end < 0 ? text.length : end + 1;
  }
  const name = match[1] as string;
  const end = at + match[0].length;
  if (!due) {
    fault(scan, 'xml-end-tag', { name }, at);
    return end;
  }
  if (due.name !== name) {
    fault(scan, 'xml-end-tag', { name, due: due.name, ...placeOf(scan, due.offset) }, at);
    // An end tag that fits an element further out closes that; else it is taken for a misspelt one.
    const fitting = open.findLastIndex((element) => element.name === name);
    if (fitting >= 0) open.length = fitting + 1;
  }
  open.pop();
  return end;
}

const placeOf = (scan: Scan, offset: number): { line: number; column: number } =>
  positionAt(scan.scope.source, offset);

const nextNotBlank = (text: string, at: number): number => {
  NOT_BLANK.lastIndex = at;
  return NOT_BLANK.exec(text)?.index ?? text.length;
};

function checkText(scan: Scan, from: number, to: number): void {
  const { text } = scan;
  if (!scan.open.length) {
    const stray = nextNotBlank(text, from);
    if (stray < to) outsideRoot(scan, stray);
    return;
  }
  checkReferences(scan, from, to);
  const closer = scan.nextCdataEnd(from);
  if (closer < to) {
    fault(scan, 'xml-markup', { problem: ']]> cannot stand in text; write ]]&gt;' }, closer);
  }
}

function outsideRoot(scan: Scan, at: number): void {
  if (scan.root === 'surplus') return;
  if (scan.root === 'seen') scan.root = 'surplus';
  fault(scan, 'xml-text-outside-root', {}, at);
}

function checkReferences(scan: Scan, from: number, to: number): void {
  const { text } = scan;
  for (let at = scan.nextAmpersand(from); at < to; at = scan.nextAmpersand(at + 1)) {
    const length = referenceLength(text, at);
    if (length !== undefined && at + length <= to) continue;
    const reference = /^&[^\s;&<>"']{0,40};/.exec(text.slice(at, at + 42))?.[0] ?? '&';
    fault(scan, 'xml-reference', { reference }, at);
  }
}
