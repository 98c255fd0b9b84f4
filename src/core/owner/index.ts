// The owner room's face.
export { acquireOwner, installOf, isOwned, livingOwner } from './lock.ts';
export type { OtherOwner } from './lock.ts';
export { socketPath } from './socket-path.ts';
export { serveApi } from './serve.ts';
export type { ServedSocket, ServeOptions } from './serve.ts';
export { connectApi } from './connect.ts';
export { localApi } from './local.ts';
export { DisconnectedError, RemoteError } from './wire-errors.ts';
export type { CallContext, Client, ConnectedApi, OwnerInfo, ProcedureParsed, ServedApi } from './types.ts';
export type { OwnerLock } from '../store/types.ts';
