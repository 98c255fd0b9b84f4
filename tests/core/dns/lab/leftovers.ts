// What a measurement has on the engine: its containers and networks, by the run that their labels name. Images of the lab stay and don't count.
import { execFileSync } from 'node:child_process';

const lines = (argv: string[]): string[] =>
  execFileSync('docker', argv)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');

export const onEngine = (run: string): string[] =>
  [
    ['ps', '-a', '--format', '{{.Image}}'],
    ['network', 'ls', '--format', '{{.Name}}'],
  ].flatMap((argv) => lines([...argv, '--filter', `label=io.cgoscope.run=${run}`]));
