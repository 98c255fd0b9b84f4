// Whether a registry has an image, asked once per process and never waited for long.
import { UnsupportedError } from '../../../shared/domain/errors.ts';
import { registryAuth, registryOf } from '../../engine/index.ts';
import type { Engine } from '../../engine/types.ts';

const WAIT_MS = 4000;

export type RemoteAnswer = { platforms: string[] } | { reason: string };

export class Registries {
  readonly #engine: Engine;
  readonly #env: Record<string, string>;
  readonly #answers = new Map<string, Promise<RemoteAnswer>>();
  /** Registries that did not answer at all: nothing more is asked of them in this process. */
  readonly #silent = new Map<string, string>();

  constructor(engine: Engine, env: Record<string, string>) {
    this.#engine = engine;
    this.#env = env;
  }

  ask(reference: string): Promise<RemoteAnswer> {
    const silent = this.#silent.get(registryOf(reference));
    if (silent !== undefined) return Promise.resolve({ reason: silent });
    let answer = this.#answers.get(reference);
    if (!answer) {
      answer = this.#ask(reference);
      this.#answers.set(reference, answer);
      answer.catch(() => this.#answers.delete(reference)); // a lost engine: asked again next time, reported to whoever waits now
    }
    return answer;
  }

  /** Pulls for one platform with the user's own credentials. */
  async pull(reference: string, platform: string, options: { signal: AbortSignal; onProgress: (text: string) => void }): Promise<{ id: string }> {
    try {
      return await this.#engine.pullImage(reference, { platform, auth: await registryAuth(reference, this.#env), ...options });
    } catch (error) {
      if (error instanceof Error && error.name === 'ImageUnavailableError') throw new UnsupportedError(`the image ${reference} for ${platform} can't be had: ${error.message}`);
      throw error;
    }
  }

  async #ask(reference: string): Promise<RemoteAnswer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<{ platforms: null; reason: string }>((resolve) => {
      timer = setTimeout(() => resolve({ platforms: null, reason: `no answer within ${WAIT_MS / 1000} s: timeout` }), WAIT_MS);
    });
    try {
      const auth = await registryAuth(reference, this.#env);
      const { platforms, reason } = await Promise.race([this.#engine.remotePlatforms(reference, auth), late]);
      if (platforms !== null) return { platforms };
      const text = reason ?? 'no reason given';
      if (/timeout|no such host|connection refused|network is unreachable|no route|server misbehaving|TLS|x509|proxyconnect|i\/o|EOF/i.test(text))
        this.#silent.set(registryOf(reference), text);
      return { reason: text };
    } finally {
      clearTimeout(timer);
    }
  }
}
