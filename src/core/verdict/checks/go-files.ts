// What packages of Go's standard library read at run time, against the image. It starts without them; that is why they are missed in production.
import { ROOT_FILES, ROOT_FOLDERS, ZONE_FOLDERS } from '../../image/wanted.ts';
import type { Context } from '../context.ts';
import { notNeeded, nothingStarts, ofBuild, ofElf, ofImage, pass, some, unknown, warn, type Result } from '../result.ts';
import type { GoDetail } from '../../../shared/domain/elf-detail.ts';
import type { JudgeInput } from '../types.ts';

interface Lack {
  readonly cause: string;
  readonly text: string;
  readonly evidence: Result['evidence'];
}

type Package = GoDetail['has'][number]['package'];

export function goFiles({ input, subject, execution }: Context): Result {
  if (subject === null) return nothingStarts();
  const { elf, go } = input;
  if (subject.elf === null || elf.go === null) return staticNss(input, subject.elf !== null) ?? notNeeded('no Go program');
  if (go === null || go === undefined) return unknown('which packages are in it was not read');
  const has = (name: Package): boolean => go.has.find((each) => each.package === name)?.present === true;
  const said = (name: Package): Result['evidence'][number] => ofBuild(`${name} is in it: ${go.has.find((each) => each.package === name)?.evidence ?? ''}`);
  const lacks: Lack[] = [];
  const wants: string[] = [];
  if (has('crypto/x509')) {
    wants.push('root certificates');
    if (!rootsThere(input))
      lacks.push({
        cause: 'ca-roots-missing',
        text: 'no root certificates, so TLS trusts nobody',
        evidence: [said('crypto/x509'), ofImage(`none of ${some(ROOT_FILES, 3)} and no certificate in ${ROOT_FOLDERS.join(', ')}`)],
      });
  }
  const zones = go.zonesByName === true && !has('time/tzdata');
  if (zones) {
    wants.push('time zones');
    if (!zonesThere(input))
      lacks.push({
        cause: 'tzdata-missing',
        text: 'no time zones, so time.LoadLocation fails but for UTC',
        evidence: [ofBuild('time.LoadLocation is in it, time/tzdata is not'), ofImage(`none of ${some(ZONE_FOLDERS)}`)],
      });
  }
  if (has('os/user')) {
    wants.push('/etc/passwd');
    if (!input.image.resolve('/etc/passwd').found)
      lacks.push({ cause: 'user-db', text: 'no /etc/passwd, so os/user finds nobody', evidence: [said('os/user'), ofImage('missing', '/etc/passwd')] });
  }
  const nss = staticNss(input, true);
  const notes = execution.by === 'nothing' ? [] : lacks;
  const [first] = notes;
  if (first !== undefined)
    return warn(first.cause, `the image has ${some([...notes.map(({ text }) => text), ...(nss === null ? [] : [nss.text])])}`, ...notes.flatMap(({ evidence }) => evidence));
  if (nss !== null) return nss;
  return wants.length === 0 ? notNeeded('its packages read no files of the system') : pass(`${some(wants)}: there`, ...(has('crypto/x509') ? [said('crypto/x509')] : []));
}

/** SSL_CERT_FILE and SSL_CERT_DIR stand in place of the lists (crypto/x509/root_unix.go). */
function rootsThere({ image, env }: JudgeInput): boolean {
  const file = env['SSL_CERT_FILE'] ?? '';
  const folder = env['SSL_CERT_DIR'] ?? '';
  const files = file === '' ? ROOT_FILES : [file];
  const folders = folder === '' ? ROOT_FOLDERS : folder.split(':').slice(0, 64);
  const holds = (path: string): boolean => {
    const found = path.startsWith('/') ? image.resolve(path) : null;
    return found?.found === true && (found.entry.kind === 'directory' ? image.list(found.path).some(({ kind, size }) => kind === 'symlink' || size > 0) : found.entry.size > 0);
  };
  return files.some(holds) || folders.some(holds);
}

function zonesThere({ image, env, elf }: JudgeInput): boolean {
  const own = env['ZONEINFO'] ?? '';
  if (own !== '' && image.resolve(own).found) return true;
  const goroot = env['GOROOT'] ?? elf.go?.settings['GOROOT'] ?? '';
  if (goroot !== '' && goroot.startsWith('/') && image.resolve(`${goroot}/lib/time/zoneinfo.zip`).found) return true;
  return ZONE_FOLDERS.some((path) => {
    const found = image.resolve(path);
    return found.found && (found.entry.kind !== 'directory' || image.list(found.path).length > 0);
  });
}

/** A static glibc loads its name services by dlopen all the same: those of the image have to be of the very version that is linked in. */
function staticNss(input: JudgeInput, ours: boolean): Result | null {
  const { elf, image, go } = input;
  const isStatic = elf.linkage === 'static' || elf.linkage === 'static-pie';
  if (!ours || !isStatic || elf.libc !== 'glibc' || elf.cgo.enabled === false) return null;
  const uses = elf.go === null || go === null || go === undefined || go.has.some((each) => (each.package === 'net' || each.package === 'os/user') && each.present === true);
  if (!uses) return null;
  const modules = nssModule(image);
  const text =
    modules === null
      ? 'a static glibc whose name lookups find no NSS modules in the image'
      : 'a static glibc whose name lookups load NSS modules of the image, which may be of another version';
  return warn('static-nss', text, ofElf(input, `linked static with glibc`), ...(modules === null ? [] : [ofImage('what it would load', modules)]));
}

function nssModule(image: JudgeInput['image']): string | null {
  for (const { path, kind } of image.entries()) if (kind === 'file' && /\/libnss_(?:files|dns)\.so\.2$|\/libc\.so\.6$/.test(path)) return path;
  return null;
}
