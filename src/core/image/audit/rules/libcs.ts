// C libraries and loaders: two in one image, one in the other's place, one that nothing leads to.
import { fromElf, fromFile } from '../evidence.ts';
import { platformOfElf, samePlatform } from '../platform.ts';
import { LOADERS } from '../../wanted.ts';
import { some, type AuditRule } from './types.ts';

const known = (path: string) => LOADERS.find((loader) => loader.path === path) ?? null;

export const twoLibcs: AuditRule = {
  id: 'two-libcs',
  look({ facts, survey }) {
    if (facts.libc !== 'both') return null;
    const loaders = facts.loaders.filter(({ real, libc }) => real !== null && libc !== 'unknown');
    return {
      level: 'info',
      cause: 'libc-mix-symbols',
      title: 'glibc and musl stand side by side',
      detail: 'Each program takes the one whose loader it names. A library of the one loaded into a program of the other fails on missing symbols.',
      evidence: loaders.map(({ path, libc, real }) => fromElf(survey.index, path, `${libc}${real === path ? '' : `, at ${real ?? ''}`}`)),
    };
  },
};

export const loaderOfAnotherLibc: AuditRule = {
  id: 'glibc-loader-is-musl',
  look({ facts, survey }) {
    const wrong = facts.loaders.filter(({ path, libc }) => {
      const meant = known(path)?.libc;
      return meant !== undefined && libc !== 'unknown' && libc !== meant;
    });
    const [first] = wrong;
    if (first === undefined) return null;
    const meant = known(first.path)?.libc ?? 'another libc';
    return {
      level: 'warning',
      cause: 'libc-mix-symbols',
      title: `At ${meant}'s loader path stands ${first.libc}: ${first.path}`,
      detail: `A program that was linked against ${meant} starts as long as ${first.libc} has every symbol that it needs; without one it ends in "Error relocating … symbol not found". To be sure take a base image with ${meant}.`,
      evidence: wrong.map(({ path, real, libc }) => fromFile(survey.index, path, `leads to ${real ?? 'nothing'}, which is ${libc}`)),
    };
  },
};

export const danglingLoader: AuditRule = {
  id: 'dangling-loader',
  look({ facts, survey }) {
    const dangling = facts.loaders.filter(({ real }) => real === null);
    const [first] = dangling;
    if (first === undefined) return null;
    const target = survey.index.get(first.path)?.target ?? null;
    return {
      level: 'error',
      cause: 'loader-missing',
      title: `The loader ${first.path} leads nowhere`,
      detail: `${target === null ? 'It is no file' : `It is a symbolic link to ${target}, which is not in the image`}: every program that asks for it ends in "no such file or directory".`,
      evidence: dangling.map(({ path }) => fromFile(survey.index, path, `symbolic link to ${survey.index.get(path)?.target ?? 'nothing'}`)),
    };
  },
};

export const foreignLoader: AuditRule = {
  id: 'foreign-loader',
  look({ facts, survey }) {
    const wrong = facts.loaders.flatMap(({ path, real }) => {
      const elf = real === null ? null : survey.index.elf(real);
      const platform = elf === null ? null : platformOfElf(elf);
      const meant = known(path)?.platforms;
      return platform === null || meant === undefined || meant.some((one) => samePlatform(one, platform)) ? [] : [{ path, platform, meant }];
    });
    const [first] = wrong;
    if (first === undefined) return null;
    return {
      level: 'error',
      cause: 'arch-mismatch',
      title: `${first.path} is for ${first.platform}`,
      detail: `Programs of ${first.meant.join(', ')} that ask for it end in "exec format error" or "accessing a corrupted shared library", though program and loader are both there.`,
      evidence: wrong.map(({ path, platform }) => fromElf(survey.index, path, platform)),
    };
  },
};

/** Packages of merged-/usr distributions unpacked without the links /lib and /lib64 (facts/docker.md 1). */
export const usrMergeBroken: AuditRule = {
  id: 'usr-merge-broken',
  look({ facts, survey }) {
    const { index, platform } = survey;
    const lost = LOADERS.filter(({ path, platforms }) => platforms.some((one) => samePlatform(one, platform)) && index.get(path) === null && index.resolve(`/usr${path}`).found);
    const [first] = lost;
    if (first === undefined) return null;
    const folder = first.path.slice(0, first.path.lastIndexOf('/'));
    const askers = survey.elves.filter(({ elf }) => elf.interp === first.path).map(({ path }) => path);
    return {
      level: askers.length > 0 ? 'error' : 'warning',
      cause: 'loader-missing',
      title: `The loader stands at /usr${first.path}, and ${folder} does not lead there`,
      detail: `Programs ask for ${first.path}${askers.length > 0 ? ` (${some(askers)})` : ''} and end in "no such file or directory". Packages of distributions with a merged /usr need the link ${folder} -> usr${folder}.`,
      evidence: [
        {
          source: 'file',
          path: folder,
          text: index.get(folder)?.kind === 'directory' ? `a directory of its own, without ${first.path.slice(folder.length + 1)}` : 'not in the image',
          layer: index.get(folder)?.layer ?? null,
        },
        fromFile(index, `/usr${first.path}`, `the loader of ${first.libc}; ${facts.distribution?.name ?? 'no os-release'}`),
      ],
    };
  },
};
