// Texts of the settings view.
import type { settings as en } from '../en/settings.ts';
import type { SameKeys } from '../same-keys.ts';

export const settings: SameKeys<typeof en> = {
  look: {
    title: '此窗口',
    language: '语言',
    languageMeaning: '工作台自身输出的内容（问题、原因、日志）保持原文。',
    theme: '主题',
    themeMeaning: '“跟随系统”即采用桌面的设置。',
    light: '浅色',
    dark: '深色',
    auto: '跟随系统',
  },
  workbench: {
    title: '工作台',
    limit: '已存运行记录的上限',
    limitMeaning: '达到上限时先移除最早的运行记录。填写大小，如 20 GB，至少 100 MB；默认 {{usual}}。',
    endpoint: '容器引擎',
    endpointMeaning: '运行未指定引擎时使用。仅当此处未选择时，DOCKER_HOST 或 docker context 才生效。',
    endpointByRule: '与 docker 命令行的选择一致',
    jobs: '同时运行的单元数',
    jobsMeaning: '1 到 64。留空：按引擎的处理器数，最多 8 个。',
    jobsAuto: '按处理器数',
    save: '保存',
    reset: '恢复默认',
    saved: '已保存，对所有窗口和命令行生效。',
    error: {
      size: '这不是有效的大小；请填写如 20 GB 或 512 MiB。',
      limit: '太小；至少需要 100 MB。',
      jobs: '请填写 1 到 64 之间的整数。',
    },
  },
  file: { title: '保存位置', meaning: '数据文件夹中的一个文件；命令行读写的也是它。', show: '在文件夹中显示' },
  environment: { title: '工作台环境变量的设置', name: '名称', value: '值', meaning: '含义', none: '没有设置任何相关变量。' },
  about: { title: '关于', licence: '许可证', licenceName: 'Apache License 2.0', docs: '文档', docsWhere: 'Cgoscope 所在文件夹中的 docs/；从 README.md 读起' },
};
