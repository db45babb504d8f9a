/** What the dialog about embedding says, in both languages. */

export const WORDS = {
  title: { en: 'Embed', 'zh-CN': '嵌入' },
  close: { en: 'Close', 'zh-CN': '关闭' },
  about: {
    en: 'Put a live ensemble into your own page. It needs no storage and no server; what readers do stays in their tab.',
    'zh-CN': '把运行中的集群放进你自己的网页。它不需要存储，也不需要服务器；读者的操作只留在他们自己的标签页里。',
  },
  what: { en: 'What it shows', 'zh-CN': '显示内容' },
  stage: { en: 'Servers to play with', 'zh-CN': '可操作的服务器' },
  lesson: {
    en: (number: number, title: string) => `Lesson ${number} · ${title}`,
    'zh-CN': (n: number, t: string) => `第 ${n} 课 · ${t}`,
  },
  step: { en: 'Step', 'zh-CN': '步骤' },
  servers: { en: 'Servers', 'zh-CN': '服务器' },
  view: { en: 'Panes', 'zh-CN': '面板' },
  views: {
    auto: { en: 'by width', 'zh-CN': '按宽度' },
    cluster: { en: 'stage', 'zh-CN': '集群' },
    'cluster,tree': { en: 'stage and tree', 'zh-CN': '集群和 znode 树' },
    all: { en: 'all', 'zh-CN': '全部' },
  },
  controls: { en: 'Controls', 'zh-CN': '控件' },
  kinds: {
    full: { en: 'all', 'zh-CN': '全部' },
    basic: { en: 'few', 'zh-CN': '基本' },
    none: { en: 'none', 'zh-CN': '无' },
  },
  readonly: { en: 'For looking only', 'zh-CN': '仅供观看' },
  lang: { en: 'Language', 'zh-CN': '语言' },
  langs: {
    auto: { en: 'as your page', 'zh-CN': '与所在网页相同' },
    en: { en: 'English', 'zh-CN': 'English' },
    'zh-CN': { en: '中文', 'zh-CN': '中文' },
  },
  theme: { en: 'Theme', 'zh-CN': '主题' },
  themes: {
    auto: { en: 'as your page', 'zh-CN': '与所在网页相同' },
    light: { en: 'light', 'zh-CN': '浅色' },
    dark: { en: 'dark', 'zh-CN': '深色' },
  },
  load: { en: 'Starts', 'zh-CN': '启动时机' },
  loads: {
    visible: { en: 'when in view', 'zh-CN': '进入视野时' },
    click: { en: 'by a click', 'zh-CN': '点击后' },
    immediate: { en: 'at once', 'zh-CN': '立即' },
  },
  height: { en: 'Height', 'zh-CN': '高度' },
  as: { en: 'Paste it as', 'zh-CN': '粘贴形式' },
  forms: {
    element: { en: 'Element', 'zh-CN': '自定义元素' },
    frame: { en: 'Frame', 'zh-CN': 'iframe' },
    card: { en: 'Picture with link', 'zh-CN': '图片链接' },
    markdown: { en: 'Markdown', 'zh-CN': 'Markdown' },
  },
  formsAbout: {
    element: {
      en: 'Follows your page’s theme and language, and tells it what happens. For pages that allow scripts.',
      'zh-CN': '跟随你的网页的主题和语言，并把发生的事告诉它。适用于允许脚本的网页。',
    },
    frame: {
      en: 'For pages that allow frames, but no scripts of others.',
      'zh-CN': '适用于允许 iframe 但不允许外部脚本的网页。',
    },
    card: {
      en: 'For pages that allow neither: a picture that leads here.',
      'zh-CN': '两者都不允许时：一张通向这里的图片。',
    },
    markdown: {
      en: 'The picture with its link, for wikis, forums and README files.',
      'zh-CN': '带链接的图片，用于 wiki、论坛和 README。',
    },
  },
  text: { en: 'Text to paste', 'zh-CN': '要粘贴的文本' },
  copy: { en: 'Copy', 'zh-CN': '复制' },
  copied: { en: 'Copied', 'zh-CN': '已复制' },
  refused: {
    en: 'The browser does not allow it: the text is chosen, copy it by hand.',
    'zh-CN': '浏览器不允许复制：文本已选中，请手动复制。',
  },
  preview: { en: 'Preview', 'zh-CN': '预览' },
  frameTitle: { en: 'A live ZooKeeper ensemble', 'zh-CN': '运行中的 ZooKeeper 集群' },
  open: { en: 'Open in ZooKeeper Playground', 'zh-CN': '在 ZooKeeper 游乐场中打开' },
} as const
