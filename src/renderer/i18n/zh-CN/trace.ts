// Texts of the views of traces.
import type { trace as en } from '../en/trace.ts';
import type { SameKeys } from '../same-keys.ts';

export const trace: SameKeys<typeof en> = {
  title: '系统调用跟踪',
  list: {
    what: '程序向内核请求了什么，逐个调用地看：找过却没找到哪些文件，与谁通信，是什么让它放弃。',
    open: '打开跟踪日志…',
    path: 'strace 日志在工作台所在机器上的路径',
    drop: '也可以把 strace 或 qemu-user 的日志拖到窗口里',
    dropTitle: '拖入 strace 或 qemu-user 的日志',
    make: '这样记录的日志最完整',
    makeWhy: '-f 跟踪所有进程，-ttt 与 -T 记录时间，-yy 说明每个描述符是什么，-s 256 让字符串保持可读。',
    failed: '无法打开 {{name}}：{{reason}}',
    none: '所选内容不是文件',
  },
  looks: {
    label: '显示跟踪的哪一部分',
    events: '事件',
    summary: '概要',
    files: '文件',
    addresses: '地址与 DNS',
    processes: '进程',
    searched: '查找过的',
    timeline: '时间线',
    raw: '原始日志',
  },
};
