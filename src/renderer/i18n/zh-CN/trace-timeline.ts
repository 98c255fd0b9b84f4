// Texts of the timeline of a trace.
import type { traceTimeline as en } from '../en/trace-timeline.ts';
import type { SameKeys } from '../same-keys.ts';

export const traceTimeline: SameKeys<typeof en> = {
  kind: '时间线',
  label: '{{tasks}} 个任务，{{from}} 至 {{to}}',
  whole: '整个跟踪：拖动以选择下方显示的部分',
  all: '全长 {{time}}',
  axis: '显示 {{span}}',
  unknown: '未知程序',
  process: '进程',
  thread: '线程',
  succeeded: '成功',
  as: { label: '显示方式', picture: '图形', table: '表格' },
  tool: {
    in: '放大 (+)',
    out: '缩小 (−)',
    all: '显示全部',
    select: '筛选当前范围',
    active: '仅显示此处有调用的任务',
    toSelection: '缩放到选区',
    clear: '从筛选条件中去掉时间范围 (Esc)',
  },
  legend: { calls: '调用', call: '单次调用', busy: '调用中耗时', error: '失败的调用' },
  tip: {
    quiet: '此处没有调用',
    moment: '{{calls}} 次调用，{{errors}} 次失败，调用耗时 {{busy}}',
    event: '事件 {{event}}',
    took: '耗时 {{time}}',
    noDuration: '日志中没有耗时',
  },
  summary: {
    seen: '{{from}} 至 {{to}}：{{tasks}} 个任务的 {{calls}} 次调用，{{errors}} 次失败，调用耗时 {{busy}}',
    selected: '已选 {{from}} 至 {{to}}：{{tasks}} 个任务的 {{calls}} 次调用，{{errors}} 次失败，调用耗时 {{busy}}',
  },
  on: '事件 {{event}}：{{program}} 的 {{name}}，{{error}}，时间 {{at}}，耗时 {{took}}。按 Enter 打开。',
  errors_other: '共 {{count}} 次失败的调用',
  left_other: '另有 {{count}} 个调用较少的任务未显示',
  keys: '拖动选择 · + − 0 缩放 · ← → 移动 · ↑ ↓ 任务 · , . 调用 · Enter 打开 · s 选择当前范围',
  noTimes: {
    title: '此日志没有时间',
    why: '时间线需要时间：请用 -ttt -T（或 -r）录制。跟踪的其他内容均可查看。',
  },
  nothing: {
    title: '没有可绘制的事件',
    none: '此日志中没有带时间的事件。',
    filtered: '筛选条件没有留下任何事件：请修改条件，或同时显示模拟器的调用。',
  },
  table: {
    label: '所示时间内的任务',
    pid: 'PID',
    program: '程序',
    kind: '类型',
    calls: '调用',
    errors: '失败',
    busy: '调用耗时',
    share: '占比',
    start: '开始',
    end: '结束',
    ended: '结束方式',
    none: '没有任务',
  },
};
