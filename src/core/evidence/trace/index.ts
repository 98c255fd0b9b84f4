// What can be asked of a trace that was read (ReadableTrace). Pure; called by core/trace, compare/trace, the diagnosis and the facts. Events and tasks
// count from 0 in what goes in, events from 1 in what comes out (the documents of shared/domain/trace-detail.ts).
export { FLAG, KIND, type EventSet, type ReadableTrace, type Task, type TraceIndex, type TraceText } from './types.ts';
export { addEvent, countEvents, eventsWhere, forEachEvent, hasEvent, noEvents, nthEvent, rankOf, withoutNoise } from './set.ts';
export { subjectsOf, type Subjects } from './subjects.ts';
export { thingOf, type Thing } from './kinds.ts';
export { processOf } from './processes.ts';
export { eventRow, lineOf } from './rows.ts';
export { groupsOf } from './sums.ts';
export { programOf, taskRows } from './tasks.ts';
export { gapsOf } from './gaps.ts';
export { allSought, soughtOf, type Sought } from './sought.ts';
export { decidingOf } from './deciding.ts';
export { dnsOf } from './dns.ts';
export { callText, toldByTrace, type ToldByTrace } from './facts.ts';
export { readDnsMessage, type DnsMessage } from './dns-message.ts';
export { descriptorOf } from './descriptors.ts';
export { endingOf, failingChain, type Ending } from './endings.ts';
export { payloadsOf, type Payload } from './payload.ts';
export { endOf, timelineOf, type Window } from './timeline.ts';
export { saidOf, type Said } from './said.ts';
export * from './filter/index.ts';
