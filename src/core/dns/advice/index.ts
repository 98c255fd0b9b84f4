// The face of the room: what to change in a resolv.conf so that lookups meet a budget. Pure; the models are handed in.
export { adviseOn } from './advise.ts';
export { COSTLY_FLAGS, type AdviceRequest, type Models } from './request.ts';
export { counted, listed, named, percent, seconds } from './words.ts';
