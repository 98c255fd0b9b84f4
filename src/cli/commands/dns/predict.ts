// `dns predict`: what a lookup will cost, by the models. Needs no engine and no owner.
import { InputError } from '../../../shared/domain/errors.ts';
import type { Shell } from '../../shell.ts';
import type { JsonOption } from '../options.ts';
import { resolversOf, scenarioOf, type ScenarioOptions } from './scenario.ts';

export interface PredictOptions extends ScenarioOptions, JsonOption {
  resolver: string[];
  resolverVersion?: string;
}

export async function predict(shell: Shell, options: PredictOptions): Promise<void> {
  const resolvers = resolversOf(options.resolver);
  const { resolverVersion: version = null } = options;
  if (version !== null && resolvers.length > 1)
    throw new InputError('--resolver-version is of one resolver; expected one --resolver beside it', { input: '--resolver-version', expected: 'one --resolver' });
  if (options.json === true && resolvers.length > 1)
    throw new InputError('--json prints one document; expected one --resolver beside it', { input: '--json', expected: 'one --resolver' });
  const scenario = await scenarioOf(shell, options);
  // Without a workbench around it: a prediction needs no data folder, and opening one takes longer than predicting.
  const { callPure } = await import('../../../core/workbench-pure.ts');
  const asked = { scenario, resolvers: resolvers.map((resolver) => ({ resolver, version })) };
  const { predictions } = await callPure('dns.predict', asked);
  if (options.json === true) shell.document(predictions[0]);
  else {
    const { predictionLines } = await import('../../text/dns/predict.ts');
    const { resolvers: linted } = await callPure('dns.lint', asked);
    const lines = predictions.flatMap((prediction, index) => [
      ...(index > 0 ? [''] : []),
      ...predictionLines(prediction, scenario, linted[index]?.settings.servers ?? [], shell.paint, shell.io.columns()),
    ]);
    shell.say(lines);
  }
}
