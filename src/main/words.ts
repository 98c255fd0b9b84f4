// The few texts that the desktop shows itself: menu, notification, dialogs. The window has its own (src/renderer/i18n).

export type Language = 'en' | 'zh-CN';

export interface Words {
  menu: Record<
    | 'about'
    | 'settings'
    | 'services'
    | 'hide'
    | 'hideOthers'
    | 'showAll'
    | 'quit'
    | 'file'
    | 'newWindow'
    | 'openProject'
    | 'openBinary'
    | 'importBundle'
    | 'close'
    | 'edit'
    | 'undo'
    | 'redo'
    | 'cut'
    | 'copy'
    | 'paste'
    | 'selectAll'
    | 'view'
    | 'home'
    | 'runs'
    | 'binary'
    | 'images'
    | 'explain'
    | 'doctor'
    | 'reload'
    | 'actualSize'
    | 'zoomIn'
    | 'zoomOut'
    | 'fullScreen'
    | 'devTools'
    | 'window'
    | 'minimise'
    | 'zoom'
    | 'front'
    | 'help',
    string
  >;
  kinds: Record<'bundle' | 'html' | 'md' | 'json' | 'pdf', string>;
  notify: Record<'done' | 'cancelled' | 'interrupted', string> & {
    /** `project: 12 green, 2 red, 1 grey`. */
    counts(project: string, green: number, red: number, grey: number): string;
  };
  crash: { message: string; detail(reason: string): string; reload: string; close: string };
}

const EN: Words = {
  menu: {
    about: 'About Cgoscope',
    settings: 'Settings…',
    services: 'Services',
    hide: 'Hide Cgoscope',
    hideOthers: 'Hide Others',
    showAll: 'Show All',
    quit: 'Quit Cgoscope',
    file: 'File',
    newWindow: 'New Window',
    openProject: 'Open Project…',
    openBinary: 'Open Binary…',
    importBundle: 'Import Bundle…',
    close: 'Close Window',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    view: 'View',
    home: 'Home',
    runs: 'Runs',
    binary: 'Binary',
    images: 'Images',
    explain: 'Explain',
    doctor: 'Doctor',
    reload: 'Reload',
    actualSize: 'Actual Size',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    fullScreen: 'Full Screen',
    devTools: 'Developer Tools',
    window: 'Window',
    minimise: 'Minimise',
    zoom: 'Zoom',
    front: 'Bring All to Front',
    help: 'Help',
  },
  kinds: { bundle: 'Cgoscope bundle', html: 'HTML report', md: 'Markdown report', json: 'JSON document', pdf: 'PDF report' },
  notify: {
    done: 'Run finished',
    cancelled: 'Run cancelled',
    interrupted: 'Run interrupted',
    counts: (project, green, red, grey) => `${project}: ${green} green, ${red} red${grey > 0 ? `, ${grey} grey` : ''}`,
  },
  crash: {
    message: 'This window has stopped working',
    detail: (reason) => `Its process ended (${reason}). Runs go on, nothing of them is lost.`,
    reload: 'Load it again',
    close: 'Close it',
  },
};

const ZH: Words = {
  menu: {
    about: '关于 Cgoscope',
    settings: '设置…',
    services: '服务',
    hide: '隐藏 Cgoscope',
    hideOthers: '隐藏其他',
    showAll: '全部显示',
    quit: '退出 Cgoscope',
    file: '文件',
    newWindow: '新建窗口',
    openProject: '打开项目…',
    openBinary: '打开二进制文件…',
    importBundle: '导入运行包…',
    close: '关闭窗口',
    edit: '编辑',
    undo: '撤销',
    redo: '重做',
    cut: '剪切',
    copy: '复制',
    paste: '粘贴',
    selectAll: '全选',
    view: '视图',
    home: '主页',
    runs: '运行记录',
    binary: '二进制',
    images: '镜像',
    explain: '原因分析',
    doctor: '诊断',
    reload: '重新加载',
    actualSize: '实际大小',
    zoomIn: '放大',
    zoomOut: '缩小',
    fullScreen: '全屏',
    devTools: '开发者工具',
    window: '窗口',
    minimise: '最小化',
    zoom: '缩放',
    front: '前置全部窗口',
    help: '帮助',
  },
  kinds: { bundle: 'Cgoscope 运行包', html: 'HTML 报告', md: 'Markdown 报告', json: 'JSON 文档', pdf: 'PDF 报告' },
  notify: {
    done: '运行已完成',
    cancelled: '运行已取消',
    interrupted: '运行已中断',
    counts: (project, green, red, grey) => `${project}：${green} 个绿色，${red} 个红色${grey > 0 ? `，${grey} 个灰色` : ''}`,
  },
  crash: {
    message: '此窗口已停止工作',
    detail: (reason) => `窗口进程已结束（${reason}）。运行仍在继续，数据不会丢失。`,
    reload: '重新加载',
    close: '关闭',
  },
};

export const WORDS: Record<Language, Words> = { en: EN, 'zh-CN': ZH };
export const wordsOf = (language: Language): Words => WORDS[language];

/** From a tag of the system (`zh-Hans-CN`, `de-DE`): Chinese where it is, else English. */
export const languageOf = (tag: string | undefined): Language => (tag !== undefined && /^zh\b/i.test(tag) ? 'zh-CN' : 'en');
