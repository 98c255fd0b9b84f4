// An event as a line of a log has it, put together from its parts. Not yet fit to be shown.
import type { TraceEvent } from '../../../../shared/domain/trace-detail.ts';

/** `openat(AT_FDCWD, "/x", O_RDONLY) = -1 ENOENT`, `--- SIGSEGV {…} ---`, `+++ exited with 1 +++`. */
export function eventText({
  kind,
  name,
  args,
  argsCut,
  result,
  error,
  unfinished,
}: Pick<TraceEvent, 'kind' | 'name' | 'args' | 'argsCut' | 'result' | 'error' | 'unfinished'>): string {
  switch (kind) {
    case 'call': {
      const end = result === '' ? '' : ` = ${result}${error === null ? '' : ` ${error}`}`;
      return `${name}(${args}${argsCut ? '…' : ''})${end}${unfinished && end === '' ? ' <unfinished ...>' : ''}`;
    }
    case 'signal':
      return `--- ${name}${args === '' ? '' : ` ${args}`} ---`;
    case 'exit':
      return `+++ ${name}${args === '' ? '' : ` ${args}`} +++`;
    case 'message':
      return args === '' ? name : args;
  }
}
