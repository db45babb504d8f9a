/**
 * The core gives its reasons in English, as part of the trace. Here the known ones are said in Chinese; a reason that is
 * not in the table stays English and is marked as English, so that it is read (and spoken) as what it is.
 */
import type { Language } from './language.ts'

export type ReasonText = { readonly words: string; readonly lang: 'en' | 'zh-CN' }

type Rule = readonly [pattern: RegExp, say: (a: string, b: string) => string]
const RULES: readonly Rule[] = [
  [/^lost server (\d+): (.+)$/, (id, why) => `失去了服务器 ${id}：${inChinese(why) ?? why}`],
  [/^closed by s(\d+)$/, (id) => `服务器 ${id} 关闭了连接`],
  [/^closed by c(\w+)$/, (name) => `客户端 ${name} 关闭了连接`],
  [/^connection refused by s(\d+)$/, (id) => `服务器 ${id} 拒绝连接`],
  [/^s(\d+) (?:is down|is dead|died)$/, (id) => `服务器 ${id} 不在运行`],
  [/^heard nothing of server (\d+) in time$/, (id) => `没有及时收到服务器 ${id} 的消息`],
  [/^no majority joined in time$/, () => '没有及时得到过半服务器的加入'],
  [/^only (\d+) of the servers are in step: no majority$/, (n) => `只有 ${n} 台服务器同步：没有过半`],
  [/^the counter of this epoch is full$/, () => '这个 epoch 的计数器已用完'],
  [/^server (\d+) proposes epoch (\d+), but.+$/, (id, e) => `服务器 ${id} 提议 epoch ${e}，但已承诺更新的 epoch`],
  [/^epoch (-?\d+) is newer than (-?\d+)$/, (a, b) => `epoch ${a} 比 ${b} 新`],
  [/^its history is longer$/, () => '它的历史更长（zxid 更大）'],
  [/^equal histories, and id (\d+) is higher than (\d+)$/, (a, b) => `历史相同，而 id ${a} 比 ${b} 大`],
  [/^not better than our vote for (\d+)$/, (id) => `不比我们投给 ${id} 的一票更好`],
  [/^round (\d+) is newer than our (\d+)$/, (a, b) => `轮次 ${a} 比我们的 ${b} 新`],
  [/^round (\d+) is older than our (\d+)$/, (a, b) => `轮次 ${a} 比我们的 ${b} 旧`],
  [/^server (\d+) leads already$/, (id) => `服务器 ${id} 已经是领导者`],
  [/^server (\d+) has leader (\d+) already$/, (a, b) => `服务器 ${a} 已经有领导者 ${b}`],
  [/^server (\d+) (?:can not lead|does not lead)$/, (id) => `服务器 ${id} 不是（也不能是）领导者`],
  [/^server (\d+) (?:only observes|does not vote)$/, (id) => `服务器 ${id} 不参加投票`],
  [/^it has everything already$/, () => '它什么都不缺'],
  [/^it lacks (\d+) transactions$/, (n) => `它缺少 ${n} 个事务`],
  [/^it led and wrote nothing: no log holds its (\S+)$/, (a) => `它当过领导者但没有写入：没有日志含有它的 ${a}`],
  [/^it has (\S+), but only (\S+) was ever committed$/, (a, b) => `它有 ${a}，但只提交到 ${b}`],
  [/^nobody committed its (\S+): back to (\S+)$/, (a, b) => `它的 ${a} 从未提交：退回 ${b}`],
  [/^its (\S+) is older than the committed log, which begins at (\S+)$/, (a, b) => `它的 ${a} 早于提交日志的起点 ${b}`],
  [/^its (\S+) belongs to an epoch that went another way$/, (a) => `它的 ${a} 属于走上另一条路的 epoch`],
  [/^acknowledgement of server (\d+): (.+)$/, (id, why) => `服务器 ${id} 的确认：${inChinese(why) ?? why}`],
  [/^a majority had it already$/, () => '在它之前已经过半'],
  [/^it acknowledges the epoch, a second time$/, () => '它再次确认这个 epoch'],
  [/^nothing with this zxid is proposed$/, () => '没有这个 zxid 的提案'],
  [/^nothing heard of it in time: hung up$/, () => '没有及时收到它的消息，已断开'],
  [/^the session is unknown, expired, or its password is wrong$/, () => '会话不存在、已过期，或者密码不对'],
  [/^the client has seen (\S+), this server only (\S+)$/, (a, b) => `客户端已看到 ${a}，这台服务器只到 ${b}`],
  [
    /^the line has (\d+) characters, and more than (\d+) fit into no request$/,
    (n, most) => `这一行有 ${n} 个字符，而一个请求最多容纳 ${most} 个`,
  ],
  [/^more than (\d+) connections$/, (n) => `超过 ${n} 个连接`],
  [/^the client moves to another server$/, () => '客户端要换一台服务器'],
  [/^the server did not answer in time$/, () => '服务器没有及时应答'],
  [
    /^nothing was heard from the server for two thirds of the session timeout$/,
    () => '在会话超时的三分之二时间里没有收到服务器的消息',
  ],
  [/^client (\w+) is not running$/, (name) => `客户端 ${name} 没有运行`],
  [/^client (\w+) is running$/, (name) => `客户端 ${name} 正在运行`],
  [/^server (\d+) is not running$/, (id) => `服务器 ${id} 没有运行`],
  [/^server (\d+) is starting$/, (id) => `服务器 ${id} 正在启动`],
  [/^s(\d+) is not running$/, (id) => `服务器 ${id} 没有运行`],
  [/^s(\d+) is paused already$/, (id) => `服务器 ${id} 已经暂停`],
  [/^s(\d+) is not paused$/, (id) => `服务器 ${id} 没有暂停`],
  [/^c(\w+) is not running$/, (name) => `客户端 ${name} 没有运行`],
  [/^c(\w+) is paused already$/, (name) => `客户端 ${name} 已经暂停`],
  [/^c(\w+) is not paused$/, (name) => `客户端 ${name} 没有暂停`],
  [/^server (\d+) is paused: it answers nothing$/, (id) => `服务器 ${id} 已暂停，不回答`],
  [/^server (\d+) ended before it answered$/, (id) => `服务器 ${id} 在回答之前就结束了`],
  [/^four-letter words are not answered here$/, () => '这里不回答四字命令'],
  [
    /^this ensemble is only looked at: npm start was started without --allow-writes$/,
    () => '这个集群只看不写：npm start 启动时没有加 --allow-writes',
  ],
  [
    /^the servers are real processes elsewhere: from here they can be used, not stopped or cut off$/,
    () => '这些服务器是别处的真实进程：从这里只能使用，不能停止或切断',
  ],
  [
    /^the servers are real: their time can not be stopped, slowed or stepped$/,
    () => '这些服务器是真实的：它们的时间不能暂停、放慢或单步',
  ],
  [/^no answer in (\d+) s$/, (s) => `${s} 秒内没有回答`],
  [/^connect ECONNREFUSED (\S+)$/, (address) => `${address} 拒绝连接`],
  [/^the gateway is not open$/, () => '网关没有打开'],
  [/^there is no leader now$/, () => '现在没有领导者（leader）'],
  [/^there is no server (\d+)$/, (id) => `没有服务器 ${id}`],
  [/^nothing is going to happen$/, () => '没有将要发生的事件'],
  [/^a server has no link to itself$/, () => '服务器与自己之间没有连接'],
  [/^no link was crossed$/, () => '没有划过任何连接'],
  [/^one group holds all servers: nothing is divided$/, () => '所有服务器都在同一边：没有分开'],
  [/^server (\d+) can not be in two groups$/, (id) => `服务器 ${id} 不能同时在两边`],
  [/^the message has arrived already$/, () => '消息已经到达'],
  [/^its receiver is paused: it reads nothing$/, () => '接收方已暂停，什么也不读'],
  [/^its receiver ended before$/, () => '接收方在此之前就结束了'],
  [/^the link is cut: heal it first$/, () => '连接已被切断：请先恢复'],
  [
    /^TCP delivers every byte in order or breaks.+$/,
    () => 'TCP 要么按顺序送达每个字节，要么断开：请切断连接或杀死一端',
  ],
  [/^without the handshake nothing on this connection.+$/, () => '没有握手，这条连接上什么都读不懂'],
  [/^the making and the end of a connection are no message.+$/, () => '建立和断开连接不是消息：请切断连接'],
  [/^a clock runs from (\S+) to (\S+) times as fast$/, (a, b) => `时钟速度在 ${a} 到 ${b} 倍之间`],
  [/^a clock leaps forward only, by a day at most$/, () => '时钟只能向前跳，最多一天'],
  [/^ENOSPC: no space left on device$/, () => 'ENOSPC：磁盘空间已满'],
  [/^the client ended before the answer came$/, () => '客户端在得到回答之前就结束了'],
  [/^the ensemble is not running yet$/, () => '集群还没有运行'],
  [/^the words of the other language could not be loaded$/, () => '另一种语言的文字未能加载'],
  [/^the link to a session is damaged, or of another version$/, () => '会话链接已损坏，或属于另一个版本'],
  [/^this picture is for looking only$/, () => '这里只能观看，不能操作'],
  [/^(\d+) clients run$/, (n) => `已有 ${n} 个客户端在运行`],
  [/^closed by the program$/, () => '程序关闭了连接'],
  [/^closed by e\d+@(\S+)$/, (address) => `${address} 关闭了连接`],
  [/^disconnected by hand$/, () => '手动切断'],
  [/^no answer$/, () => '没有得到应答'],
  [/^it does not read its answers$/, () => '它不读取应答'],
  [/^the gateway ended$/, () => '网关已结束'],
  [/^another page has the ports now$/, () => '端口已归另一个页面'],
  [/^port (\d+) is taken by another program$/, (port) => `端口 ${port} 被其他程序占用`],
  [/^port (\d+) is not allowed to this user$/, (port) => `当前用户不能使用端口 ${port}`],
  [/^this page has the client ports already$/, () => '客户端端口已属于这个页面'],
  [/^there is no gateway here$/, () => '这里没有网关'],
  [/^a program outside is not commanded from here$/, () => '外部程序不受这里的命令控制'],
  [/^the session came back on another connection$/, () => '会话在另一个连接上恢复了'],
]

function inChinese(words: string): string | undefined {
  for (const [pattern, say] of RULES) {
    const found = pattern.exec(words)
    if (found !== null) return say(found[1] ?? '', found[2] ?? '')
  }
  return undefined
}

/** `words` in `language` where they are known there, else in English. */
export function reasonText(language: Language, words: string): ReasonText {
  const translated = language === 'zh-CN' ? inChinese(words) : undefined
  return translated === undefined ? { words, lang: 'en' } : { words: translated, lang: 'zh-CN' }
}
