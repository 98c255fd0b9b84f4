// The filter language of traces (shared/domain/trace-filter.ts) asked of a trace: which events a term picks, and what may stand in one.
export { everyEvent, intersect as intersectEvents, subtract as subtractEvents } from './columns.ts';
export { completionsOf } from './complete.ts';
export { addressTest, pathTest, termSteps } from './terms.ts';
