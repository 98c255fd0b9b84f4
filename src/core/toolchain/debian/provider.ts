// The provider `debian`: toolchains made of Debian's packages.
import { UnsupportedError } from '../../../shared/domain/errors.ts';
import type { Engine } from '../../engine/types.ts';
import type { Composer } from '../compose.ts';
import type { LearntFacts } from '../facts.ts';
import { runOnce } from '../once.ts';
import { recipeLines } from '../recipe.ts';
import type { Availability, Toolchain, ToolchainNeed, ToolchainProvider } from '../types.ts';
import { planToolchain } from './toolchains.ts';
import type { Obstacle, WorkOptions } from './source.ts';

export class DebianProvider implements ToolchainProvider {
  readonly name = 'debian';
  readonly #engine: Engine;
  readonly #composer: Composer;
  readonly #facts: LearntFacts;
  readonly #obstacle: Obstacle;

  constructor(engine: Engine, composer: Composer, facts: LearntFacts, obstacle: Obstacle) {
    this.#engine = engine;
    this.#composer = composer;
    this.#facts = facts;
    this.#obstacle = obstacle;
  }

  async check(need: ToolchainNeed): Promise<Availability> {
    const plan = planToolchain(need, (await this.#engine.info()).platform);
    if ('unsupported' in plan) return { kind: 'unsupported', reason: plan.unsupported };
    if (await this.#composer.find(plan.recipe)) return { kind: 'present' };
    const obstacle = await this.#obstacle();
    if (obstacle !== null) return { kind: 'unsupported', reason: obstacle };
    return { kind: 'obtainable', ...(await this.#composer.cost(plan.recipe)) };
  }

  async ensure(need: ToolchainNeed, options: WorkOptions): Promise<Toolchain> {
    const plan = planToolchain(need, (await this.#engine.info()).platform);
    if ('unsupported' in plan) throw new UnsupportedError(plan.unsupported);
    let image = await this.#composer.find(plan.recipe);
    if (!image) {
      const obstacle = await this.#obstacle();
      if (obstacle !== null) throw new UnsupportedError(obstacle);
      image = await this.#composer.ensure(plan.recipe, options);
    }
    return {
      provider: this.name,
      image: image.image,
      digest: image.id,
      goroot: plan.goroot,
      goVersion: await this.#goVersion(image.image, image.id, plan.goroot, options.signal),
      env: plan.env,
      cgoEnv: plan.cgoEnv,
      recipe: recipeLines(plan.recipe, image),
    };
  }

  /** `go1.24.4`, as `go version` says; asked once per image. */
  async #goVersion(image: string, id: string, goroot: string, signal: AbortSignal): Promise<string> {
    const key = `go version of ${id}`;
    const known = await this.#facts.get(key);
    if (known !== null) return known;
    const { code, stdout, stderr } = await runOnce(this.#engine, { image, argv: [`${goroot}/bin/go`, 'version'], env: { GOTOOLCHAIN: 'local' } }, signal);
    const version = /^go version (\S+)/.exec(stdout)?.[1];
    if (code !== 0 || version === undefined) throw new Error(`the toolchain ${image} does not work: "go version" ended with ${code}: ${(stderr || stdout).trim().slice(0, 300)}`);
    await this.#facts.set(key, version);
    return version;
  }
}
