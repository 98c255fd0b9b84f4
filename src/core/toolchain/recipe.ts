// Shell lines (bash, docker, apt-get, dpkg-deb, tar) that make an image of ours by hand, with the exact package versions that are in it.
// No mirror is named in them: like ourselves they take the machine's own. A test runs them.
import type { ImageRecipe, RecordedLayer } from './compose.ts';
import { suitesFor } from './debian/suites.ts';
import { DOCUMENTATION } from './layers.ts';
import type { Extra, Part } from './parts.ts';

/** A word for the shell; plain ones stay readable. */
const quote = (text: string): string => (/^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** Text with its line ends visible, for `printf %b`. */
const printable = (text: string): string => quote(text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n'));

const aptConf = (root: string, arch: string): string[] => [
  '#clear APT::Architectures',
  '#clear APT::Update',
  '#clear DPkg::Post-Invoke',
  '#clear Acquire::IndexTargets::deb::DEP-11',
  `Dir::Etc::sourcelist "$PWD/${root}/sources.list"`,
  'Dir::Etc::sourceparts "/dev/null"',
  'Dir::Etc::preferencesparts "/dev/null"',
  `Dir::State "$PWD/${root}"`,
  `Dir::State::status "$PWD/${root}/status"`,
  `Dir::Cache "$PWD/${root}"`,
  `APT::Architecture "${arch}"`,
  `APT::Architectures "${arch}"`,
  'APT::Sandbox::User "root"',
  'Acquire::Languages "none"',
];

/** A private apt root for one suite and architecture, its lists read. */
function rootLines(root: string, group: { suite: string; arch: string }): string[] {
  const list = suitesFor(group.suite).map((suite) => `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror ${suite} main`);
  const conf = aptConf(root, group.arch).map((line) => `"${line.replaceAll('"', '\\"')};"`);
  return [
    `mkdir -p ${root}/lists/partial ${root}/archives/partial && : > ${root}/status`,
    `printf '%s\\n' ${list.map((line) => `"${line}"`).join(' ')} > ${root}/sources.list`,
    `printf '%s\\n' ${conf.join(' ')} > ${root}/apt.conf`,
    `apt-get -q -c ${root}/apt.conf update`,
  ];
}

/** One download, everything unpacked over what is there. */
function groupLines(root: string, group: { list: string[] }, part: Part): string[] {
  const excludes = [...DOCUMENTATION, ...part.leaveOut.filter((path) => !(part.caBundle && path === 'usr/share/ca-certificates'))];
  return [
    `rm -rf debs && mkdir debs && (cd debs && apt-get -q -c ../${root}/apt.conf download ${group.list.map(quote).join(' ')})`,
    `for deb in debs/*.deb; do dpkg-deb --fsys-tarfile "$deb" | tar -x -C rootfs --keep-directory-symlink --anchored --no-wildcards-match-slash ${excludes.map((path) => `--exclude=${quote(`./${path}`)}`).join(' ')}; done`,
  ];
}

function extraLines(extras: Extra[]): string[] {
  const lines: string[] = [];
  const links = new Map<string, string[]>();
  for (const extra of extras) {
    const path = quote(`rootfs/${extra.name}`);
    if (extra.type === 'directory') lines.push(`mkdir -p ${path} && chmod ${extra.mode.toString(8)} ${path}`);
    else if (extra.type === 'file') lines.push(`printf %b ${printable(extra.content ?? '')} > ${path} && chmod ${extra.mode.toString(8)} ${path}`);
    else {
      const at = extra.name.lastIndexOf('/') + 1;
      const key = `${extra.linkname ?? ''} ${extra.name.slice(0, at)}`;
      links.set(key, [...(links.get(key) ?? []), extra.name.slice(at)]);
    }
  }
  for (const [key, names] of links) {
    const [target = '', folder = ''] = key.split(' ');
    if (names.length === 1) lines.push(`ln -sfn ${quote(target)} ${quote(`rootfs/${folder}${names[0] ?? ''}`)}`);
    else lines.push(`for name in ${names.map(quote).join(' ')}; do ln -sfn ${quote(target)} rootfs/${folder}"$name"; done`);
  }
  return lines;
}

const CA_LINES = [
  'mkdir -p rootfs/etc/ssl/certs',
  'cat rootfs/usr/share/ca-certificates/*/*.crt > rootfs/etc/ssl/certs/ca-certificates.crt && rm -rf rootfs/usr/share/ca-certificates',
];

/**
 * The lines, one shell command each within a guarding `… || ( … )`: nothing is made where the image is there already.
 * They need root on a Debian machine (owners of files), and take the mirror from its apt sources or from `$mirror`.
 */
export function recipeLines(recipe: ImageRecipe, image: { image: string; layers: RecordedLayer[] }): string[] {
  const platform = [`linux`, recipe.architecture, ...(recipe.variant === null ? [] : [recipe.variant])].join('/');
  const dockerfile = [
    'FROM scratch',
    'ADD rootfs.tar /',
    ...Object.entries(recipe.env).map(([name, value]) => `ENV ${name}=${value}`),
    `WORKDIR ${recipe.workdir}`,
    ...(recipe.cmd === null ? [] : [`CMD ${JSON.stringify(recipe.cmd)}`]),
  ];
  const lines = [`docker image inspect ${image.image} >/dev/null 2>&1 || (`, 'set -euo pipefail', `work=$(mktemp -d) && cd "$work" && mkdir rootfs`];
  if (recipe.parts.length > 0) {
    lines.push(`mirror=\${mirror:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -n 1)}`);
    // Debian's own folders must be links before the first package is unpacked.
    lines.push('mkdir -p rootfs/usr/bin rootfs/usr/sbin rootfs/usr/lib rootfs/usr/lib64 && for name in bin sbin lib lib64; do ln -s "usr/$name" "rootfs/$name"; done');
  }
  const roots = new Set<string>();
  recipe.parts.forEach((part, at) => {
    const layer = image.layers[at];
    for (const group of layer?.packages ?? []) {
      const root = `apt-${group.suite}-${group.arch}`;
      if (!roots.has(root)) lines.push(...rootLines(root, group));
      roots.add(root);
      lines.push(...groupLines(root, group, part));
    }
    lines.push(...extraLines(part.extras), ...(part.caBundle ? CA_LINES : []));
  });
  lines.push(
    'tar -C rootfs --numeric-owner -cf rootfs.tar .',
    `printf '%s\\n' ${dockerfile.map(quote).join(' ')} > Dockerfile`,
    `tar -c Dockerfile rootfs.tar | docker build -q --platform ${platform} -t ${image.image} -`,
    'cd / && rm -rf "$work"',
    ')',
  );
  return lines;
}
