// What is asked for where a test says nothing else.
import type { ProcedureParsed } from '../../../../src/shared/api/contract.ts';

export type RecordRequest = Omit<ProcedureParsed<'trace.record'>, 'token'>;

export const requestOf = (change: Partial<RecordRequest> = {}): RecordRequest => ({
  image: 'app',
  argv: [],
  entrypoint: null,
  environment: {},
  user: null,
  workdir: null,
  readOnly: false,
  network: 'none',
  platform: null,
  classes: ['file', 'network', 'process', 'signal'],
  ready: null,
  stopAfterS: null,
  seconds: 20,
  once: false,
  traceBytes: 64_000_000,
  title: '',
  yes: true,
  endpoint: null,
  env: {},
  ...change,
});
