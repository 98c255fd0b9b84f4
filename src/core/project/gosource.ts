// What one Go file says of itself before any compiler sees it: its package, whether it imports "C", whether it has func main.

export interface GoFile {
  package: string | null;
  importsC: boolean;
  /** `//go:build ignore`: the file belongs to no build. */
  ignored: boolean;
  hasMain: boolean;
}

/** Scans the text of a .go file. Never throws: text that is no Go gives `package: null`. */
export function scanGoFile(text: string): GoFile {
  const scanner = new Scanner(text);
  const file: GoFile = { package: null, importsC: false, ignored: false, hasMain: false };

  let word = scanner.next();
  file.ignored = scanner.comments.some(isIgnoreConstraint);
  if (word !== 'package') return file;
  const name = scanner.next();
  if (name === null || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return file;
  file.package = name;

  word = scanner.next();
  while (word === ';') word = scanner.next();
  while (word === 'import') {
    word = scanner.next();
    if (word === '(') {
      for (word = scanner.next(); word !== null && word !== ')'; word = scanner.next()) if (word === '"C"' || word === '`C`') file.importsC = true;
      word = scanner.next();
    } else {
      // `import "C"` and `import name "path"`
      while (word !== null && !/^["`]/.test(word)) word = scanner.next();
      if (word === '"C"' || word === '`C`') file.importsC = true;
      word = scanner.next();
    }
    while (word === ';') word = scanner.next();
  }

  if (file.package !== 'main') return file;
  for (let depth = 0; word !== null;) {
    if (word === '{' || word === '(' || word === '[') depth += 1;
    else if (word === '}' || word === ')' || word === ']') depth -= 1;
    else if (word === 'func' && depth === 0) {
      word = scanner.next();
      if (word !== 'main') continue;
      word = scanner.next();
      if (word === '(') {
        file.hasMain = true;
        return file;
      }
      continue;
    }
    word = scanner.next();
  }
  return file;
}

/** `//go:build ignore` alone or as a term that must hold; `// +build ignore` is the old spelling. */
function isIgnoreConstraint(comment: string): boolean {
  const modern = /^\/\/go:build\s+(.*)$/.exec(comment);
  if (modern) return !(modern[1] ?? '').includes('||') && (modern[1] ?? '').split('&&').some((term) => term.trim() === 'ignore');
  return /^\/\/\s*\+build\s+ignore\s*$/.test(comment);
}

/** Words, strings (as written) and single punctuation marks; comments are set aside, runes and long strings skipped over. */
class Scanner {
  readonly comments: string[] = [];
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    if (text.startsWith('\uFEFF')) this.at = 1;
  }

  next(): string | null {
    const text = this.text;
    for (;;) {
      const char = text[this.at];
      if (char === undefined) return null;
      if (char === ' ' || char === '\n' || char === '\t' || char === '\r') this.at += 1;
      else if (char === '/' && text[this.at + 1] === '/') this.comments.push(this.until('\n'));
      else if (char === '/' && text[this.at + 1] === '*') this.until('*/');
      else break;
    }
    const start = this.at;
    const char = text[start] ?? '';
    if (char === '`') return this.until('`');
    if (char === '"' || char === "'") return this.string(char);
    WORD.lastIndex = start;
    const word = WORD.exec(text);
    this.at += word ? word[0].length : 1;
    return word ? word[0] : char;
  }

  /** Up to and with the mark (a line comment: without its end of line). */
  private until(mark: string): string {
    const start = this.at;
    const end = this.text.indexOf(mark, start + (mark === '*/' ? 2 : 1));
    this.at = end < 0 ? this.text.length : end + mark.length;
    return this.text.slice(start, mark === '\n' ? (end < 0 ? this.text.length : end) : this.at).replace(/\r$/, '');
  }

  private string(quote: string): string {
    const start = this.at;
    this.at += 1;
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined || char === '\n') break; // broken source: the compiler will say so
      this.at += char === '\\' ? 2 : 1;
      if (char === quote) break;
    }
    return this.text.slice(start, this.at);
  }
}

const WORD = /[\p{L}\p{N}_]+/uy;
