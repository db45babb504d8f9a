/** 分享相关文字：链接、文件、代码片段、图片，以及打开链接的结果。 */
import type { WantedKind } from '../../hosts/scenario.ts'
import type { ShareDictionary } from './share.en.ts'

const wanted: { readonly [K in WantedKind]: string } = {
  text: '一段文字',
  number: '一个数',
  'whole number': '一个整数',
  'truth value': 'true 或 false',
  list: '一个列表',
  object: '一个对象',
  data: '一段文字、{ "base64": … } 或 null',
  'version number': '一个版本号',
}

export const shareZh: ShareDictionary = {
  title: '分享',
  close: '关闭',
  what: {
    title: '分享什么',
    name: '名称（可选）',
    done: (steps, time) => (steps === 0 ? '从头开始的这个集群' : `在这里做过的事：${steps} 步，${time}`),
    data: (znodes) => `现在的数据：${znodes} 个 znode，不含步骤`,
    none: '现在的数据：没有服务器在服务，无从得知',
    steps: '步骤',
    noSteps: '还没有做过什么。',
    times: '时间是虚拟时间：从集群开始服务算起的分和秒。',
  },
  left: {
    messages: (count) => `对单条消息的 ${count} 次操作：别的服务器会发别的消息，无法重演。`,
    ephemerals: (count) => `${count} 个临时节点：它们随会话结束。`,
    bug: '这些服务器带有的 bug（来自 bug 动物园）：打开链接的人得到的是完好的服务器。',
    later: (count) => `之后的 ${count} 步：太多了。`,
    title: '未包含：',
  },
  link: {
    title: '链接',
    about: '一切都在地址 # 之后，浏览器不会把它发给任何人。打开链接就能看到重演。',
    field: '链接',
    copy: '复制链接',
    copied: '已复制',
    refused: '浏览器不允许复制：文字已选中，请手动复制。',
    length: (characters) => `# 之后 ${characters} 个字符`,
    tooLong: '内容太多，放不进地址。请存为文件，同样可以在这里打开。',
  },
  copyAs: {
    title: '复制为',
    kinds: { zkCli: 'zkCli', kazoo: 'kazoo', curator: 'Curator', test: '测试', json: 'JSON' },
    about: {
      zkCli: '供 ZooKeeper 3.8 的 zkCli.sh 使用的命令记录。',
      kazoo: 'Python 与 kazoo 的程序。',
      curator: 'Java 与 Curator 5 的程序。',
      test: 'vitest 测试，运行在本项目的模拟器上：同样的应答和结果必须再次出现。',
      json: '场景本身，连同对结果的预期。也可以在这里打开。',
    },
    copy: '复制文字',
    text: '要复制的文字',
  },
  save: {
    title: '保存',
    about: '场景文件可在这里打开。压缩包里是各服务器的数据目录，各带一份 zoo.cfg，可作为真实集群启动。',
    scenario: '场景（.json）',
    archive: '数据目录（.zip）',
    svg: '图片（.svg）',
    png: '图片（.png）',
    failed: (server) => `服务器 ${server} 没有给出文件。`,
    noPicture: '图片无法绘制。',
  },
  open: {
    title: '打开',
    about: '打开场景文件。先显示内容，你确认之前什么都不会发生。',
    choose: '选择场景文件…',
  },
  play: {
    region: '场景',
    untitled: '场景',
    ensemble: (servers, observers, clients) =>
      `${servers} 台服务器${observers === 0 ? '' : `、${observers} 个观察者`}${clients.length === 0 ? '' : `，客户端 ${clients.join('、')}`}`,
    tree: (znodes) => `开始时有 ${znodes} 个 znode`,
    offer: '播放会新建一个集群，现在的集群及其数据将不复存在。',
    play: '播放',
    again: '再播一次',
    cancel: '暂不',
    end: '关闭',
    stop: '停在这里',
    making: '正在建立集群…',
    playing: (done, all) => `第 ${done} 步，共 ${all} 步`,
    judging: '正在核对结果…',
    over: (steps) => (steps === 0 ? '集群已就绪。' : `${steps} 步已全部播放，可以接着操作。`),
    refused: (english) => `无法播放：${english}。`,
    steps: '步骤',
    taken: '已执行',
    answers: { ok: '成功', refused: '被拒绝' },
    expectations: '预期',
    met: '符合预期',
    unmet: (found) => `不符：${found}`,
  },
  broken: {
    link: '这个链接打不开。',
    file: '这个文件打不开。',
    kept: '没有采用其中任何内容：这里的集群和数据保持原样。',
    at: (place) => `${place} 处：`,
  },
  expected: {
    leader: (server) => (server === '' ? '有领导者在服务' : `服务器 ${server} 是领导者`),
    noLeader: '没有领导者',
    role: (server, role) => `服务器 ${server}：${role}`,
    client: (client, state) => `客户端 ${client}：${state}`,
    znode: (path, data) => (data === '' ? `存在 ${path}` : `${path} = ${data}`),
    noZnode: (path) => `不存在 ${path}`,
    answer: (step, answer) => `第 ${step} 步的应答：${answer}`,
    agreement: '所有服务器的树相同',
  },
  problem: (problem) => {
    switch (problem.type) {
      case 'notAScenario':
        return '这不是本游乐场的场景'
      case 'unreadable':
        return '内容损坏或被截断，没有完整到达'
      case 'tooLong':
        return `太长：最多读取 ${problem.max}`
      case 'version':
        return `版本是 ${problem.found}，本页面只认识版本 ${problem.known}：请用更新的页面打开`
      case 'missing':
        return '缺少必需的内容'
      case 'unknownField':
        return `没有“${problem.name}”这个字段`
      case 'notA':
        return `这里必须是${wanted[problem.wanted]}`
      case 'outside':
        return `必须在 ${problem.min} 到 ${problem.max} 之间`
      case 'notOneOf':
        return `“${problem.found}”不在可选项之中：${problem.choices.join('、')}`
      case 'tooMany':
        return `太多：最多 ${problem.max} 个`
      case 'malformed':
        return `写法不对（${problem.reason}）`
      case 'outOfOrder':
        return '顺序不对：时间递增，父节点在前，且不能重复'
    }
  },
}
