// The entry of the worker threads (out/main/work.js). It computes on what it is sent and on files it is shown, and writes
// nothing but the indexes of traces that it keeps.
import { parentPort } from 'node:worker_threads';
import { binaryTasks } from '../binaries/tasks.ts';
import { explainTasks } from '../explain/tasks.ts';
import { logTasks } from '../logs/tasks.ts';
import { traceTasks } from '../trace/tasks.ts';
import { evidenceTasks } from './evidence.ts';
import { serveTasks } from './serve.ts';
import type { TaskFunctions } from './tasks.ts';

if (parentPort === null) throw new Error('work: this script is the entry of a worker thread');

const tasks: TaskFunctions = { ...evidenceTasks(), ...binaryTasks(), ...logTasks(), ...explainTasks(), ...traceTasks() };
// The pool sends a task only the input of its own name.
serveTasks(parentPort, new Map(Object.entries(tasks) as [string, (input: unknown, signal: AbortSignal) => unknown][]));
