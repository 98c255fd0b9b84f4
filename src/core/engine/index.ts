// The face of the engine room. Other rooms import from here only; dockerode is loaded when a connection is made, not before.
export { checkEndpoint, listEndpoints, resolveEndpoint, type ResolveOptions } from './endpoint.ts';
export { connectEngine } from './connect.ts';
export { registryAuth, registryOf } from './registry-auth.ts';
export { runDoctor, type DoctorOptions } from './doctor.ts';
export { platformMatches, platformName } from './platforms.ts';
export { LABEL } from './labels.ts';
export { EngineAnswerError } from './failures.ts';
export * from './types.ts';
export { localEmulators } from './local-binfmt.ts';
export { readHostFacts } from './host-facts.ts';
export { parseCpuinfo } from './cpu.ts';
export * from './host-actions/index.ts';
export { readHostKernelHere, type HostKernelTexts } from './host-kernel.ts';
export { unpackFiles } from './unpack.ts';
