// A time zone asked for by name, where no database of zones is.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { ZONE_FOLDERS } from '../../../image/wanted.ts';
import { fromHit } from '../../evidence.ts';
import { addZoneinfo, change, embedZoneinfo } from '../../fixes.ts';
import type { Case, DraftFix, Rule, Signal } from '../../types.ts';
import { imageFiles, isEmptyImage, isGreen, traceFiles } from './facts.ts';
import { hitsOf, lines } from './signals.ts';

/** Go, every version; group 1 is the zone. */
const UNKNOWN_ZONE: Signal = { id: 'tz-unknown-zone', keywords: ['unknown time zone', 'unknown timezone'], pattern: /unknown time ?zone:? "?([A-Za-z0-9_+\-/.]{0,80})/i };

/** Go, where the file that comes last was not there either; and older ones that name the zip. */
const ZIP: Signal = {
  id: 'tz-zoneinfo-zip',
  keywords: ['zoneinfo.zip'],
  pattern: /zoneinfo\.zip: no such file|cannot find (\S{1,80}) in zip file|cannot find .{0,200}zoneinfo\.zip|zoneinfo\.zip: The system cannot find/i,
};

/** Follows from an error that nobody looked at. */
const NIL_LOCATION: Signal = { id: 'tz-nil-location', keywords: ['missing Location in call'], pattern: /time: missing Location in call to (?:Time\.In|Date|SetTimeZone|Parse\w*)/ };

/** A file of the database that is not there, whoever says so; group 1 is the zone where the line names it. */
const NO_FILE: Signal = {
  id: 'tz-no-file',
  keywords: ['zoneinfo'],
  pattern:
    /zoneinfo(?:\/([A-Za-z0-9_+\-/]{1,60}))?['"]?:? (?:no such file|not found|does not exist|failed: No such file)|(?:can't stat|cannot stat|cannot access|failed to (?:open|read|load)|No such file or directory:?) ['"]?[^'"]{0,60}zoneinfo|ENOENT.{0,60}zoneinfo/i,
};

/** Python, Ruby, PHP, chrono-tz, PostgreSQL. */
const OTHERS: Signal = {
  id: 'tz-others',
  keywords: [
    'ZoneInfoNotFoundError',
    'No time zone found with key',
    'TZInfo::DataSourceNotFound',
    'No source of timezone data',
    'could not find the time zone',
    'timezone database is corrupt',
    'tzdata',
    'time zone database',
    'timezone database',
    'The time zone ID',
    'parameter "TimeZone"',
  ],
  pattern:
    /ZoneInfoNotFoundError|No time zone found with key|TZInfo::DataSourceNotFound|No source of timezone data|Timezone database is corrupt|(?:no|missing|cannot find|could not find|couldn't find|failed to (?:load|find)) (?:the )?(?:tzdata|(?:IANA )?time ?zone database)|The time zone ID '[^']{1,60}' was not found|invalid value for parameter "TimeZone"|No module named '?tzdata|tzdata (?:is )?(?:not installed|missing|not found|package is not installed)/i,
};

/** Names of one part that the database has. */
const ONE_PART =
  /^(?:UTC|GMT|GMT[+-]?0|UCT|Zulu|Universal|Greenwich|EST|MST|HST|CET|MET|EET|WET|EST5EDT|CST6CDT|MST7MDT|PST8PDT|Japan|Singapore|Hongkong|Israel|Turkey|Cuba|Egypt|PRC|ROC|ROK|NZ|NZ-CHAT|Iran|Poland|Portugal|Eire|Jamaica|Libya|Navajo|GB|GB-Eire|W-SU|Iceland|Kwajalein)$/;
const AREA =
  /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)\/[A-Z][A-Za-z0-9_+\-]*(?:\/[A-Z][A-Za-z0-9_+\-]*)?$/;
/** Debian 13 and Ubuntu 24.04 moved these to the package tzdata-legacy. */
const LEGACY =
  /^(?:US|Canada|Brazil|Chile|Mexico|Australia\/(?:ACT|NSW|North|Queensland|South|Victoria|West|Tasmania|Canberra|LHI|Yancowinna))\/?|^(?:GB|GB-Eire|Japan|Singapore|Hongkong|Israel|Turkey|Cuba|Egypt|PRC|ROC|ROK|NZ|NZ-CHAT|Iran|Poland|Portugal|Eire|Jamaica|Libya|Navajo|W-SU|Iceland|Kwajalein|Asia\/Calcutta|Asia\/Saigon|Asia\/Katmandu|Europe\/Kiev)$/;

const ZONES = /zoneinfo|tzdata|\/usr\/lib\/locale\/TZ/i;

export const tzdataMissing: Rule = {
  id: 'tzdata-missing',
  cause: 'tzdata-missing',
  needs: 'a time zone that is asked for by its name of the IANA database, in an image without /usr/share/zoneinfo, by a program that has no time/tzdata in it',
  contradictedBy: 'a database in the image: then the name is wrong, or of the part that Debian 13 keeps in tzdata-legacy',
  signals: [UNKNOWN_ZONE, ZIP, NIL_LOCATION, NO_FILE, OTHERS],
  find(seen) {
    const hits = hitsOf(seen, [UNKNOWN_ZONE, ZIP, NO_FILE, OTHERS, NIL_LOCATION]);
    const zones = zonesOf(seen);
    if (hits.length === 0) return fromTraceAlone(seen, zones);
    const named = hits.flatMap(({ signal, match }) => (signal === NIL_LOCATION.id || signal === OTHERS.id ? [] : (match[1] ?? []))).find((name) => name.length > 0) ?? null;
    const real = named === null || AREA.test(named) || ONE_PART.test(named);
    const onlyNil = hits.every(({ signal }) => signal === NIL_LOCATION.id);
    const legacy = named !== null && LEGACY.test(named);
    if (zones.there === true && !(legacy && real)) return null;
    const confidence = onlyNil
      ? zones.there === false
        ? 0.9
        : 0.5
      : !real
        ? zones.there === false
          ? 0.6
          : 0.3
        : zones.there === true
          ? 0.6
          : zones.there === false
            ? 0.96
            : 0.88;
    const zone = named === null ? 'a time zone' : `the time zone ${named}`;
    return {
      title:
        zones.there === true
          ? `The database of time zones is there without ${zone}, which newer ones keep apart (tzdata-legacy)`
          : real
            ? `There is no database of time zones where the program asks for ${zone}`
            : `Either there is no database of time zones, or ${named} is no name of it`,
      confidence,
      evidence: [...lines(hits, 5).map(fromHit), ...zones.evidence],
      fixes: fixes(),
      see: ['docs/causes.md#tzdata-missing', 'https://pkg.go.dev/time#LoadLocation'],
      next:
        zones.there === null
          ? 'whether the image has the database: docker run --rm --entrypoint ls IMAGE /usr/share/zoneinfo (or cgoscope audit IMAGE); where it has, the name is wrong: names are spelled as in Europe/Berlin'
          : null,
      against: zones.there === true ? zones.evidence : [],
    };
  },
};

function zonesOf(seen: Case): { there: boolean | null; evidence: FindingEvidence[] } {
  const { has, missing } = imageFiles(seen, ZONES);
  const { opened, missing: notFound } = traceFiles(seen);
  const read = opened.find((path) => path.includes('/zoneinfo/'));
  if (read !== undefined) return { there: true, evidence: [{ source: 'trace', path: 'trace.filesOpened', text: read }] };
  if (has.length > 0) return { there: true, evidence: [{ source: 'image', path: 'image.has', text: has[0] ?? '' }] };
  const sought = notFound.filter((path) => /zoneinfo/.test(path));
  if (sought.length > 0) return { there: false, evidence: sought.slice(0, 3).map((path): FindingEvidence => ({ source: 'trace', path: 'trace.filesMissing', text: path })) };
  const judged = seen.verdict?.checks.find(({ id, status, text }) => id === 'go-files' && status === 'warn' && text.includes('time zones'));
  if (judged !== undefined) return { there: false, evidence: [{ source: 'image', text: judged.text }] };
  if (missing.length > 0) return { there: false, evidence: [{ source: 'image', path: 'image.missing', text: missing[0] ?? '' }] };
  if (isEmptyImage(seen)) return { there: false, evidence: [{ source: 'image', path: 'image.has', text: '[]' }] };
  return { there: null, evidence: [] };
}

function fromTraceAlone(seen: Case, zones: ReturnType<typeof zonesOf>): ReturnType<Rule['find']> {
  if (isGreen(seen) || seen.hasLog || zones.there !== false || zones.evidence[0]?.source !== 'trace') return null;
  // $TZ and /etc/localtime are looked at by every program that prints a time; a zone by name is one of a folder.
  const byName = traceFiles(seen).missing.filter((path) => ZONE_FOLDERS.some((folder) => path.startsWith(`${folder}/`) && path !== `${folder}/`));
  if (byName.length === 0) return null;
  return {
    title: `The program looked for ${byName[0] ?? ''} and for the whole database of time zones, and found neither`,
    confidence: 0.7,
    evidence: zones.evidence,
    fixes: fixes(),
    see: ['docs/causes.md#tzdata-missing'],
    next: 'what the program said: a line with "unknown time zone" confirms it',
  };
}

const fixes = (): DraftFix[] => [
  addZoneinfo(),
  embedZoneinfo(),
  change('run-on-distroless', 'Run it on the distroless image, which has root certificates, time zones and an /etc/passwd', { axes: { base: 'distroless' } }),
  change('install-tzdata', 'Install the database in the Dockerfile', {
    manual: ['RUN apk add --no-cache tzdata   # or: apt-get install -y tzdata', 'COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo'],
  }),
];
