// The shell lines that record the same with docker alone. A test runs them. Values of the environment are the caller's shell's to give. Pure.
import type { Tracer } from '../../toolchain/types.ts';
import { straceArgv } from '../../cell/tracing.ts';
import { shellQuote } from '../../lab/reproduce.ts';
import { callsOf } from './classes.ts';
import type { Program, RecordRequest } from './program.ts';

const line = (...words: string[]): string => words.map(shellQuote).join(' ');

const VOLUME = 'cgoscope-trace-by-hand';
const MOUNT = '/.cgoscope-log';
const LOG = `${MOUNT}/by-hand/trace`;

export interface ReproduceInput {
  request: RecordRequest;
  program: Pick<Program, 'argv' | 'stopSignal'>;
  tracer: Pick<Tracer, 'volume' | 'mount' | 'argv'>;
  helperImage: string;
}

export function reproduceLines({ request, program, tracer, helperImage }: ReproduceInput): string[] {
  const names = Object.keys(request.environment);
  const inside = request.network === 'inside';
  const options = [
    ...(request.platform === null ? [] : ['--platform', request.platform]),
    ...(request.network === 'none' ? ['--network', 'none'] : inside ? ['--network', VOLUME] : []),
    ...(request.user === null ? [] : ['--user', request.user]),
    ...(request.workdir === null ? [] : ['--workdir', request.workdir]),
    ...(request.readOnly ? ['--read-only'] : []),
    ...names.flatMap((name) => ['-e', name]),
  ];
  const traced = [...straceArgv(tracer, callsOf(request.classes), LOG), '--'];
  const start = (more: string[], argv: string[]): string[] => {
    const [entry = '', ...args] = argv;
    const words = [...options, ...more, '--entrypoint', entry, request.image, ...args];
    if (request.stopAfterS === null) return [line('docker', 'run', '--rm', ...words)];
    return [
      `c=$(${line('docker', 'run', '-d', ...words)})`,
      `sleep ${request.stopAfterS}${request.ready === null ? '' : `  # after it is ready: ${request.ready.replaceAll(/\s+/g, ' ')}`}`,
      'docker stop "$c" >/dev/null; docker wait "$c"; docker logs "$c"; docker rm "$c" >/dev/null',
    ];
  };
  return [
    ...(names.length === 0 ? [] : [`# values of the environment are taken from this shell: export ${names.map(shellQuote).join(' ')} first`]),
    ...(inside ? ['# a network without access to the outside', `docker network create --internal ${VOLUME} >/dev/null`] : []),
    ...(request.once ? [] : [`# the plain start (at most ${request.seconds} s)`, ...start([], program.argv)]),
    `# a volume for the log, in a folder that every user may write to`,
    `docker volume create ${VOLUME} >/dev/null`,
    line('docker', 'run', '--rm', '-v', `${VOLUME}:${MOUNT}`, '--entrypoint', '/bin/sh', helperImage, '-c', `mkdir -m 1777 ${MOUNT}/by-hand`),
    `# the traced start; the volume ${tracer.volume} holds strace, its loader and its libraries`,
    ...start(['--init', '-v', `${tracer.volume}:${tracer.mount}:ro`, '-v', `${VOLUME}:${MOUNT}`], [...traced, ...program.argv]),
    line('docker', 'run', '--rm', '-v', `${VOLUME}:${MOUNT}:ro`, '--entrypoint', '/bin/sh', helperImage, '-c', `cat ${LOG}`) + ' > trace.log',
    `docker volume rm ${VOLUME} >/dev/null${inside ? `; docker network rm ${VOLUME} >/dev/null` : ''}`,
  ];
}
