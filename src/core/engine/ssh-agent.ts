// Connections over the system's ssh, as the docker CLI does it: `ssh HOST docker system dial-stdio`, one child per connection.
// Host keys, users' ssh configuration and agents stay ssh's own matter. Called by transport.ts.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import http from 'node:http';
import { Socket } from 'node:net';
import { Duplex, type Readable, type Writable } from 'node:stream';
import { EngineUnavailableError, InputError } from '../../shared/domain/errors.ts';

const STDERR_KEPT = 4096;
/** An ssh that stopped reading and does not end is ended. */
const ENDING_MS = 3000;

/** The argv of ssh for `ssh://[user@]host[:port]`; a host that looks like an option is refused. */
export function sshArguments(host: string): string[] {
  const expected = 'ssh://[user@]host[:port]';
  if (!URL.canParse(host)) throw new InputError(`the endpoint ${host} is not a URL; expected ${expected}`, { input: host, expected });
  const url = new URL(host);
  if (url.password !== '') throw new InputError('an ssh endpoint carries no password; ssh asks for it or uses a key', { input: 'ssh endpoint', expected });
  if (url.hostname === '' || url.hostname.startsWith('-') || url.username.startsWith('-'))
    throw new InputError(`the ssh endpoint names no usable host; expected ${expected}`, { input: host, expected });
  const socket = decodeURIComponent(url.pathname.replace(/^\/$/, ''));
  return [
    '-o',
    'ConnectTimeout=30',
    ...(url.username === '' ? [] : ['-l', decodeURIComponent(url.username)]),
    ...(url.port === '' ? [] : ['-p', url.port]),
    '-T',
    '--',
    url.hostname.replace(/^\[|\]$/g, ''),
    'docker',
    ...(socket === '' ? [] : ['--host', shellQuoted(`unix://${socket}`)]),
    'system',
    'dial-stdio',
  ];
}

/** ssh hands its arguments to a shell on the far side, so a path must be one word there. */
const shellQuoted = (word: string): string => (/^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** The stdio of one ssh child as a socket for node:http. */
class SshConnection extends Duplex {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  #stderr = '';
  #answered = false;
  #broken: Error | null = null;
  #hurry: NodeJS.Timeout | undefined;

  constructor(host: string, env: NodeJS.ProcessEnv) {
    super({ allowHalfOpen: true });
    this.#child = spawn('ssh', sshArguments(host), { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (this.#stderr.length < STDERR_KEPT) this.#stderr += text.slice(0, STDERR_KEPT - this.#stderr.length);
    });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#answered = true;
      if (!this.push(chunk)) this.#child.stdout.pause();
    });
    // A broken stdin means that ssh is ending: what it says on stderr explains more than EPIPE, and is complete at its close.
    this.#child.stdin.on('error', (error) => {
      this.#broken = error;
      this.#hurry = setTimeout(() => this.#child.kill(), ENDING_MS);
    });
    this.#child.on('error', (error) =>
      this.destroy(new EngineUnavailableError(`ssh can't be started: ${error.message}`, 'Install the OpenSSH client and have `ssh` on PATH.', { cause: error })),
    );
    this.#child.on('close', (code) => {
      clearTimeout(this.#hurry);
      if (this.destroyed) return;
      if (this.#broken !== null || (code !== 0 && (!this.#answered || code === 255))) this.destroy(this.#explain(host, this.#broken, code));
      else this.push(null);
    });
  }

  #explain(host: string, cause: Error | null, code: number | null = null): Error {
    const said = this.#stderr.trim().split('\n').slice(-3).join(' ').trim();
    const text = said !== '' ? said : code !== null ? `it ended with code ${code}` : (cause?.message ?? 'it was ended');
    return new EngineUnavailableError(`ssh to ${host} failed: ${text}`, 'See that `ssh HOST docker version` works in a terminal, without a question.', { cause });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#child.stdin.write(chunk, (error) => {
      if (!error) done(); // else the child's close ends this stream, with its reason
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#child.stdin.destroy();
    this.#child.kill();
    done(error);
  }

  // What node:http expects of a socket beyond a stream.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  /** Idle connections in the agent's pool are unref'ed, and must not keep this process. */
  ref(): this {
    return this.#hold(true);
  }
  unref(): this {
    return this.#hold(false);
  }
  #hold(hold: boolean): this {
    const { stdin, stdout, stderr } = this.#child;
    const word = hold ? 'ref' : 'unref';
    this.#child[word]();
    for (const stream of [stdin, stdout, stderr]) if (stream instanceof Socket) stream[word]();
    return this;
  }
}

/** An http.Agent for `ssh://…`; idle connections are kept, as each costs a login. */
export class SshAgent extends http.Agent {
  readonly #host: string;
  readonly #env: NodeJS.ProcessEnv;
  constructor(host: string, env: NodeJS.ProcessEnv) {
    super({ keepAlive: true, maxFreeSockets: 2 });
    sshArguments(host);
    this.#host = host;
    this.#env = env;
  }
  override createConnection(): Duplex {
    return new SshConnection(this.#host, this.#env);
  }
}
