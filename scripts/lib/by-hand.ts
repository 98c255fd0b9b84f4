// The plain shell script that the bench compares with: the same docker builds and untraced runs, as a careful person would write them.
// It is derived from the reproduce lines of a run, so that both build and run exactly the same.
import type { Run } from '../../src/shared/domain/run.ts';

/** Names of what the script keeps between its repeats. */
export interface HandVolumes {
  source: string;
  goCache: string;
  modCache: string;
  output: string;
  network: string;
}

const word = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * A bash script: sends the sources into a volume, then builds and runs every cell with `jobs` at a time. Caches, sources and outputs are volumes, as in
 * the workbench. `BENCH_WORK` names a folder for its output. Throws where the run has no reproduce lines of the expected form.
 */
export function byHandScript(run: Run, projectPath: string, volumes: HandVolumes, jobs: number): string {
  const functions: string[] = [];
  const names: string[] = [];
  const folders: string[] = [];
  let sender: string | null = null;
  for (const cell of run.cells) {
    if (cell.outcome === null || cell.toolchain === null) continue;
    sender ??= cell.toolchain.image;
    const builder = cell.reproduce.find((line) => line.startsWith('builder=$(docker create '));
    const program = cell.reproduce.find((line) => line.startsWith('program=$(docker create '));
    if (builder === undefined || program === undefined) throw new Error(`cell ${cell.number} of run ${run.id} has no lines to build and to run it`);
    const folder = `/out/cell-${cell.number}`;
    const mounts = [
      '--label io.cgoscope.bench=1',
      `-v ${volumes.source}:/src:ro`,
      `-v ${volumes.goCache}:/cache/go-build`,
      `-v ${volumes.modCache}:/cache/mod`,
      `-v ${volumes.output}:/out`,
      '-e GOCACHE=/cache/go-build',
      '-e GOMODCACHE=/cache/mod',
    ].join(' ');
    const build = builder.replace('$(docker create ', `$(docker create ${mounts} `).replace(' /tmp/app', ` ${folder}/app`);
    if (!build.includes(`${folder}/app`)) throw new Error(`the build line of cell ${cell.number} names no output: ${builder}`);
    const start = program.replace(/ --network \S+/, ` --label io.cgoscope.bench=1 --network ${volumes.network}`);
    functions.push(
      [
        `cell_${cell.number}() {`,
        `  local builder program app=$BENCH_WORK/${cell.number}.app`,
        `  ${build}`,
        `  docker start -a "$builder" >"$BENCH_WORK/${cell.number}.build" 2>&1 || { docker rm -f "$builder" >/dev/null; return 0; }`,
        `  docker cp "$builder:${folder}/app" "$app"; docker rm -f "$builder" >/dev/null`,
        `  ${start}`,
        `  chmod 755 "$app"; docker cp "$app" "$program:/app"`,
        `  docker start -a "$program" >"$BENCH_WORK/${cell.number}.out" 2>"$BENCH_WORK/${cell.number}.err"; echo "exit $?" >>"$BENCH_WORK/${cell.number}.out"`,
        `  docker rm -f "$program" >/dev/null; rm -f "$app"`,
        `}`,
      ].join('\n'),
    );
    names.push(`cell_${cell.number}`);
    folders.push(folder);
  }
  if (sender === null) throw new Error(`run ${run.id} has no cell that was built`);
  return [
    '#!/usr/bin/env bash',
    'set -u',
    ...functions,
    `cd ${word(projectPath)}`,
    `tar -c --exclude-vcs . | docker run --rm -i --label io.cgoscope.bench=1 -v ${volumes.source}:/src -v ${volumes.output}:/out ${word(sender)} sh -c 'mkdir -p /src/tree ${folders.join(' ')} && tar -x -C /src/tree'`,
    `docker network create --label io.cgoscope.bench=1 --internal ${volumes.network} >/dev/null`,
    // Bash's own jobs: at most so many at a time, as the workbench's --jobs.
    `for cell in ${names.join(' ')}; do`,
    `  while [ "$(jobs -rp | wc -l)" -ge ${jobs} ]; do wait -n; done`,
    '  "$cell" &',
    'done',
    'wait',
    `docker network rm ${volumes.network} >/dev/null`,
    '',
  ].join('\n');
}
