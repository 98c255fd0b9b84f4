// Times and names of runs, short and of one width.
export { localTime, projectName, shortId } from '../compare/words.ts';
