// What can be done to this machine so that an engine is there and runs foreign programs.
export { offerStartEngine, START_ENGINE, startEngine } from './start-engine.ts';
export { emulatorFor, offerEmulation, REGISTER_EMULATION, registerEmulation } from './emulation.ts';
export { thisMachine, type Machine } from './machine.ts';
