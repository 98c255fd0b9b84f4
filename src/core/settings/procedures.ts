// Procedures of the settings: what is set, where, and what else decides.
import type { WorkbenchSettings, SettingsView } from '../../shared/domain/settings.ts';
import { InputError } from '../../shared/domain/errors.ts';
import type { Handlers } from '../procedures.ts';
import { readSettings, settingsFile, settingsSchema, writeSettings, type Settings } from '../store/settings.ts';
import { environmentOf } from './environment.ts';

const known = ({ limitBytes, endpoint, jobs }: Settings): WorkbenchSettings => ({ limitBytes, endpoint: endpoint ?? null, jobs: jobs ?? null });

async function view(folder: string, env: Record<string, string>): Promise<SettingsView> {
  const { listEndpoints } = await import('../engine/index.ts');
  return {
    settings: known(readSettings(folder)),
    defaults: known(settingsSchema.parse({})),
    file: settingsFile(folder),
    environment: environmentOf(env),
    endpoints: await listEndpoints(env),
  };
}

export function readSettingsProcedure(folder: string): Pick<Handlers, 'settings.get'> {
  return { 'settings.get': ({ env }) => view(folder, env) };
}

export function changeSettingsProcedure(folder: string): Pick<Handlers, 'settings.set'> {
  return {
    'settings.set': async ({ change, env }) => {
      if (typeof change.endpoint === 'string') {
        if (change.endpoint.trim() === '')
          throw new InputError('endpoint is empty; expected a docker context, an address, or null', { input: 'endpoint', expected: 'a docker context, an address, or null' });
        const { checkEndpoint } = await import('../engine/index.ts');
        await checkEndpoint(change.endpoint, env);
      }
      writeSettings(folder, change);
      return view(folder, env);
    },
  };
}
