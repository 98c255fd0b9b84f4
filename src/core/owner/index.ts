// The owner room's face.
export { acquireOwner, isOwned, livingOwner } from './lock.ts';
export { installOf } from '../store/install.ts';
export { openApi, connectOwner } from './open.ts';
export type { OpenApiOptions } from './open.ts';
export { runOwnerProcess } from './process.ts';
export type { OwnerProcessOptions, OwnedApi } from './process.ts';
export type { OtherOwner } from './lock.ts';
export { socketPath } from './socket-path.ts';
export { serveApi } from './serve.ts';
export type { ServedSocket, ServeOptions } from './serve.ts';
export { connectApi } from './connect.ts';
export { localApi } from './local.ts';
export { DisconnectedError, RemoteError } from '../../shared/api/wire-errors.ts';
export type { CallContext, Client, ConnectedApi, OwnerInfo, ServedApi } from './types.ts';
export type { OwnerLock } from '../store/types.ts';
