// Every library that is needed, looked for as the image's own loader would.
import type { Context } from '../context.ts';
import { fail, notNeeded, nothingStarts, ofElf, ofImage, pass, some, unknown, type Result } from '../result.ts';

export function needed({ input, subject, loader, resolution }: Context): Result {
  if (subject === null) return nothingStarts();
  const { brief } = subject;
  if (brief.needed.length === 0) return notNeeded(`${subject.called} needs no library`);
  if (loader.is === 'none' && brief.linkage !== 'shared') return notNeeded('it names libraries and asks for no loader: nobody looks for them');
  if (loader.is !== 'found') return unknown(`without its loader nothing looks for ${some(brief.needed)}`);
  if (resolution === null) return unknown(`how the loader ${loader.path} looks for ${some(brief.needed)} is not known`);
  const { libraries, fatal, unsure } = resolution;
  const asks = (name: string, by: string): Result['evidence'][number] => {
    const index = by === resolution.loaded[0]?.path && subject.elf !== null ? brief.needed.indexOf(name) : -1;
    return index < 0 ? ofImage(`needs ${name}`, by) : ofElf(input, `DT_NEEDED ${name}`, `needed[${index}]`);
  };
  if (fatal !== null) {
    const by = libraries.find(({ name }) => name === fatal.name)?.by ?? subject.path;
    return fail('link-lib-missing', `${fatal.path} is taken for ${fatal.name}, and is ${fatal.why}: the loader stops there`, asks(fatal.name, by), ofImage(fatal.why, fatal.path));
  }
  const missing = libraries.filter(({ path }) => path === null);
  const [first] = missing;
  if (first === undefined) {
    if (unsure.length > 0) return unknown(`${libraries.length} looked for; ${unsure[0]}`);
    const found = [...new Set(libraries.map(({ name }) => name))];
    return pass(
      `${found.length === 1 ? '1 library is' : `${found.length} libraries are`} there: ${some(found)}`,
      ...libraries.slice(0, 20).map(({ name, path, how }) => ofImage(`${name}, by ${how}`, path)),
    );
  }
  const names = [...new Set(missing.map(({ name }) => name))];
  const who = first.by === subject.path ? '' : ` (needed by ${first.by})`;
  const hint = unusedHint(input, first.name);
  const evidence = [
    ...missing.slice(0, 10).map(({ name, by }) => asks(name, by)),
    ofImage(`looked at ${first.tried.length === 0 ? 'nothing' : some(first.tried.map(({ path }) => path))}`),
    ...(hint === null ? [] : [ofImage(hint.text, hint.path)]),
  ];
  if (unsure.length > 0) return unknown(`${some(names)} ${names.length === 1 ? 'was' : 'were'} not found, but ${unsure[0]}`, ...evidence);
  // causes.md has no word of its own for a library that lacks at the start; that for the link is the nearest.
  return fail(
    'link-lib-missing',
    `${some(names)}${who} ${names.length === 1 ? 'is' : 'are'} not found by ${loader.kind}'s loader${hint === null ? '' : `; ${hint.text}`}`,
    ...evidence,
  );
}

/** The file is in the image, where the loader does not look: ld.so.conf names the folder and nobody ran ldconfig, or nothing names it. */
function unusedHint({ image }: Context['input'], name: string): { text: string; path: string } | null {
  if (name.includes('/')) return null;
  for (const { path, kind } of image.entries()) if (kind === 'file' && path.endsWith(`/${name}`)) return { text: `${path} is in the image, where it is not looked for`, path };
  return null;
}
