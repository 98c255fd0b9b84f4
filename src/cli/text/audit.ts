// What is in an image and what follows from it, as text: facts that decide first, findings with what they stand on, then what differs.
import type { Audit, ImageFacts, ImageFinding } from '../../shared/domain/image.ts';
import { shown } from '../../shared/domain/text.ts';
import { counted, formatBytes, formatNs } from '../../shared/domain/units.ts';
import type { Paint } from './paint.ts';
import { differenceLines } from './show.ts';
import { table } from './table.ts';
import { wrapped } from './wrap.ts';

const DIFFERENCES = 40;
const EVIDENCE = 4;
/** Paths on one line of evidence. */
const PATHS = 3;

export function auditLines(audit: Audit, paint: Paint, columns: number | undefined): string[] {
  const lines = imageLines(audit, paint, columns);
  if (audit.other !== null) {
    lines.push('', ...imageLines(audit.other, paint, columns), '', paint.bold('what differs'));
    lines.push(...differenceLines(audit.differences.slice(0, DIFFERENCES), paint, columns, [shortName(audit.image), shortName(audit.other.image)]));
    const more = audit.differences.length - DIFFERENCES;
    if (more > 0) lines.push(paint.dim(`  ${more} lighter ${more === 1 ? 'one' : 'ones'} with --json`));
  }
  const { cached, readBytes, tookNs } = audit.index;
  lines.push('', paint.dim(cached ? 'known from before: nothing was read again' : `${formatBytes(readBytes)} read in ${formatNs(tookNs)}; nothing was started, nothing unpacked`));
  return lines;
}

const shortName = ({ ref }: ImageFacts): string => shown(ref.slice(ref.lastIndexOf('/') + 1)).slice(0, 30);

function imageLines({ image, findings }: { image: ImageFacts; findings: ImageFinding[] }, paint: Paint, columns: number | undefined): string[] {
  return [
    `${paint.bold(shown(image.ref))}  ${paint.dim(shown(image.id.replace(/^(sha256:.{12}).*/, '$1')))}`,
    ...table(
      [{ title: '' }, { title: '', shrink: { min: 30 } }],
      factRows(image).map(([name, text]) => [{ text: name, paint: paint.dim }, text]),
      { columns, indent: '  ' },
    ),
    '',
    ...findingLines(findings, paint, columns),
  ];
}

const LEVEL = { error: ['✗', 'red'], warning: ['!', 'yellow'], info: ['·', 'dim'] } as const;

export function findingLines(findings: ImageFinding[], paint: Paint, columns: number | undefined): string[] {
  if (findings.length === 0) return [`${paint.green('✓')} nothing found that would keep it from starting`];
  const errors = findings.filter(({ level }) => level === 'error').length;
  const warnings = findings.filter(({ level }) => level === 'warning').length;
  const infos = findings.length - errors - warnings;
  const counts = [errors > 0 ? counted(errors, 'error') : '', warnings > 0 ? counted(warnings, 'warning') : '', infos > 0 ? `${infos} to know` : ''];
  return [
    paint.bold(counts.filter((text) => text !== '').join(', ')),
    ...findings.flatMap(({ id, level, cause, title, detail, evidence }) => {
      const [sign, colour] = LEVEL[level];
      const places = placesOf(evidence);
      return [
        `  ${paint[colour](`${sign} ${level}`)}  ${paint.bold(shown(title))}  ${paint.dim(cause === null || cause === id ? id : `${id}, ${cause}`)}`,
        ...wrapped(shown(detail), columns, '      '),
        ...places.slice(0, EVIDENCE).map((place) => paint.dim(`      ${place}`)),
        ...(places.length > EVIDENCE ? [paint.dim('      …')] : []),
      ];
    }),
  ];
}

/** A line per text, with the paths that it holds for. */
function placesOf(evidence: ImageFinding['evidence']): string[] {
  const byText = new Map<string, string[]>();
  for (const { path, text, source, layer } of evidence) {
    // Many a sentence begins with the path that it is about.
    const named = path !== null && text.startsWith(path);
    const key = `${named ? '' : ': '}${shown(text)}${layer === null ? '' : ` (layer ${layer})`}`;
    byText.set(key, [...new Set([...(byText.get(key) ?? []), named ? '' : path === null ? source : shown(path)])]);
  }
  return [...byText].map(([text, paths]) => `${paths.slice(0, PATHS).join(', ')}${paths.length > PATHS ? ` and ${paths.length - PATHS} more` : ''}${text}`);
}

/** The facts that decide, as name and text. */
function factRows(image: ImageFacts): [string, string][] {
  const { config, start, user, roots, zoneinfo, nsswitch } = image;
  const foreign = image.machines.map(({ platform, machine, count }) => `${platform ?? shown(machine)} ×${count}`);
  const rows: [string, string][] = [
    [
      'platform',
      `${shown(config.platform)}${image.platformHolds === null ? ', and nothing in it that could confirm it' : image.platformHolds ? ', confirmed by its programs' : ', contradicted by its programs'}`,
    ],
    ['programs', foreign.length === 0 ? 'no ELF files' : foreign.slice(0, 6).join(', ')],
  ];
  const size: [string, string] = [
    'size',
    `${formatBytes(image.bytes)} in ${counted(image.layers.length, 'layer')}, ${counted(image.files, 'file')}, ${counted(image.directories, 'folder')}, ${counted(image.links, 'link')}`,
  ];
  // Of an image of another system the rest would be what Linux makes of it.
  if (!/^(linux|unknown)\//.test(config.platform)) return [...rows, ['starts', startText(start)], size];
  rows.push(['libc', libcText(image)]);
  if (image.loaders.length > 0) rows.push(['loaders', image.loaders.map(({ path, real }) => `${shown(path)}${real === null ? ' (leads nowhere)' : ''}`).join(', ')]);
  if (image.provides.length > 0) rows.push(['provides', `up to ${image.provides.map(shown).join(', ')}`]);
  rows.push(
    ['system', image.distribution === null ? 'no os-release' : shown(image.distribution.name)],
    ['starts', startText(start)],
    ['user', userText(user)],
    ['shell', shown(image.shell ?? 'none')],
    ['CA roots', rootsText(roots)],
    ['time zones', zoneinfo.present ? `${zoneinfo.zones > 0 ? `${zoneinfo.zones} in ` : ''}${shown(zoneinfo.path ?? '')}` : 'none'],
    [
      'accounts',
      `${image.passwd.present ? counted(image.passwd.users.length, 'user') : 'no /etc/passwd'}, ${image.group.present ? counted(image.group.groups.length, 'group') : 'no /etc/group'}`,
    ],
    ['nsswitch', nsswitch.present ? `hosts: ${shown(nsswitch.hosts ?? 'not named')}` : 'none'],
    size,
  );
  return rows;
}

const libcText = ({ libc, libcVersion, libcEvidence }: ImageFacts): string => {
  const version = libcVersion === null ? '' : ` ${shown(libcVersion)}`;
  const name = libc === 'both' ? `glibc${version} and musl` : libc === 'none' ? 'none: only static programs start' : `${libc}${version}`;
  const [evidence] = libcEvidence;
  return `${name}${evidence === undefined ? '' : ` (${shown(evidence.path ?? evidence.source)}: ${shown(evidence.text)})`}`;
};

function startText({ argv, kind, program, interpreter, problem }: ImageFacts['start']): string {
  if (argv.length === 0) return 'nothing by itself: no entrypoint and no command';
  const words = shown(argv.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : JSON.stringify(word))).join(' '));
  const how = kind === 'script' ? `a script of ${shown(interpreter ?? '')}` : kind === 'elf' ? (interpreter === null ? 'static' : `by ${shown(interpreter)}`) : kind;
  if (kind === 'other' && problem === null) return `${words}, which was not looked for: it is no program of Linux`;
  return `${words}${program !== null && program !== argv[0] ? ` (${shown(program)})` : ''}, ${problem === null ? how : `which fails: ${shown(problem)}`}`;
}

const userText = ({ asked, uid, gid, home, inPasswd }: ImageFacts['user']): string => {
  if (uid === null) return `${shown(asked)}, which does not exist`;
  const named = asked === '' ? 'root by default' : shown(asked);
  return `${named} (${uid}:${gid ?? '?'})${home === null ? '' : `, home ${shown(home)}`}${inPasswd === false ? ', not in passwd' : ''}`;
};

function rootsText({ present, files }: ImageFacts['roots']): string {
  if (!present) return 'none';
  return files.map(({ path, certificates }) => `${certificates === null ? '' : `${certificates} in `}${shown(path)}`).join(', ');
}
