// The face of the settings room.
export { changeSettingsProcedure, readSettingsProcedure } from './procedures.ts';
export { environmentOf, withoutUserinfo } from './environment.ts';
