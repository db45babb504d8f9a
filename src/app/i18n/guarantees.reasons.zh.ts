/**
 * What checkers found, in Chinese. Each row is an English sentence of `hosts/checkers` with `{}` for its facts, and the same
 * in Chinese, where `{1}` is the first fact. A test holds that every hand-made history's sentence is here.
 */
type Row = readonly [english: string, chinese: string]

const ROWS: readonly Row[] = [
  // Zab
  ['{} applies {}, which nobody proposed', '{1} 应用了 {2}，但没有人提议过它'],
  ['{} applies {} after {}: time goes back', '{1} 在 {3} 之后应用了 {2}：时间倒退'],
  ['{} applies {} after {}: there is a gap', '{1} 在 {3} 之后应用了 {2}：中间有缺口'],
  ['{} applies {} after {}, but elsewhere it follows {}', '{1} 在 {3} 之后应用了 {2}，但在别处它紧跟 {4}'],
  ['{} applies {} of epoch {} after one of epoch {}', '{1} 在 epoch {4} 的事务之后应用了 epoch {3} 的 {2}'],
  ['{} is one transaction at {} ({}) and another at {} ({})', '{1} 在 {2} 是一个事务（{3}），在 {4} 是另一个（{5}）'],
  [
    '{} ended by itself: committing {}, but the next pending proposal is {}',
    '{1} 自行终止：要提交 {2}，但下一个待定的提议是 {3}',
  ],
  ['{} ended by itself: {}', '{1} 自行终止：{2}'],
  ['after {} {} holds another tree than the leader foretold', '{1} 之后，{2} 的树与领导者预告的不同'],
  ['after {} {} holds another tree than {}', '{1} 之后，{2} 的树与 {3} 的不同'],
  ['{} starts with acceptedEpoch {} below its currentEpoch {}', '{1} 启动时 acceptedEpoch {2} 小于 currentEpoch {3}'],
  [
    '{} starts with {} in its log, but has accepted no epoch beyond {}',
    '{1} 启动时日志中有 {2}，但它只接受到 epoch {3}',
  ],
  [
    '{} starts with acceptedEpoch {}, but it had promised epoch {}',
    '{1} 启动时 acceptedEpoch 为 {2}，但它承诺过 epoch {3}',
  ],
  [
    '{} starts with currentEpoch {}, but it had established epoch {}',
    '{1} 启动时 currentEpoch 为 {2}，但它已确立 epoch {3}',
  ],
  ['{} starts with {}, but it had {} on disk', '{1} 启动时只到 {2}，但它的磁盘上曾有 {3}'],
  [
    '{} has currentEpoch {} on disk before {}, which belongs to its history',
    '{1} 的 currentEpoch {2} 先于属于其历史的 {3} 落盘',
  ],
  ['{} truncates {}, which was committed: now only {} has it', '{1} 截掉了已提交的 {2}：现在只有 {3} 拥有它'],
  [
    '{} counts an acknowledgement of {} for {}, which is not on its disk',
    '{1} 计入了 {2} 对 {3} 的确认，但它并不在其磁盘上',
  ],
  [
    '{} commits {}, but of {} voters only {} has it on disk',
    '{1} 提交了 {2}，但 {3} 个投票者中只有 {4} 把它写到了磁盘',
  ],
  ['{} commits {}, but {} leads epoch {} without it', '{1} 提交了 {2}，但 {3} 领导 epoch {4} 时没有它'],
  ['{} leads epoch {} from {}, but {} was committed', '{1} 从 {3} 开始领导 epoch {2}，但 {4} 已经提交'],
  ['{} goes by the membership of {}, which nobody has committed', '{1} 采用了 {2} 的成员配置，但没有人提交过它'],
  ['{} leads epoch {}, which is the epoch of {}', '{1} 领导 epoch {2}，但它属于 {3}'],
  [
    '{} leads epoch {} a second time: its zxids would be given out twice',
    '{1} 第二次领导 epoch {2}：它的 zxid 会被重复分配',
  ],
  ['{} leads epoch {} before its own currentEpoch is on disk', '{1} 在自己的 currentEpoch 落盘之前就领导 epoch {2}'],
  ['{} leads epoch {}, but only {} established it on disk', '{1} 领导 epoch {2}，但只有 {3} 在磁盘上确立了它'],
  ['{} takes epoch {} for its own, but only {} promised it on disk', '{1} 采用 epoch {2}，但只有 {3} 在磁盘上承诺过它'],
  ['{} follows the leader of epoch {}, but it promised epoch {}', '{1} 跟随 epoch {2} 的领导者，但它已承诺 epoch {3}'],
  ['{} leads epoch {}, but it promised epoch {}', '{1} 领导 epoch {2}，但它已承诺 epoch {3}'],
  ['{} serves in epoch {}, but it promised epoch {}', '{1} 在 epoch {2} 中服务，但它已承诺 epoch {3}'],
  ['{} promises epoch {} twice: once is all it may', '{1} 两次承诺 epoch {2}：只允许一次'],
  ['{} promises epoch {} after it promised epoch {}', '{1} 在承诺 epoch {3} 之后又承诺 epoch {2}'],
  ['{} goes back from currentEpoch {} to {}', '{1} 的 currentEpoch 从 {2} 退回到 {3}'],
  ['{} establishes epoch {}, but it has accepted only {}', '{1} 确立了 epoch {2}，但它只接受到 {3}'],
  ['{} proposes {}, but it leads nobody', '{1} 提议 {2}，但它不是领导者'],
  ['{} leads epoch {} and proposes {}', '{1} 领导 epoch {2}，却提议 {3}'],
  ['{} proposes {} where {} is due', '{1} 提议 {2}，但应当是 {3}'],
  ['{} commits {}, but it leads nobody', '{1} 提交 {2}，但它不是领导者'],
  ['{} commits {}, which it has not proposed', '{1} 提交 {2}，但它没有提议过'],
  ['{} commits {} where {} is due', '{1} 提交 {2}，但应当是 {3}'],
  ['{} counts a vote of {} of round {} in its round {}', '{1} 在自己的第 {4} 轮中计入了 {2} 第 {3} 轮的选票'],
  [
    '{} takes {} for the leader on the word of {}, which is no majority of {} voters',
    '{1} 仅凭 {3} 就认定 {2} 为领导者，而这不是 {4} 个投票者的过半数',
  ],
  // Sessions
  ['{} gives session {} of {} to {}', '{1} 把 {3} 的会话 {2} 给了 {4}'],
  [
    '{} applies request {} of session {} behind its request {}: it asked in the other order',
    '{1} 在会话 {3} 的请求 {4} 之后才应用它的请求 {2}：它发出的顺序正好相反',
  ],
  [
    'session {} is closed at {} by {}, and {} of its ephemerals are left',
    '会话 {1} 在 {2} 被 {3} 关闭，却还剩 {4} 个临时节点',
  ],
  ['{} creates ephemeral {} for session {}, which {} closed', '{1} 为会话 {3} 创建临时节点 {2}，但 {4} 已关闭该会话'],
  ['{} applies {} {} of session {}, which {} closed', '{1} 应用了会话 {4} 的 {2} {3}，但 {5} 已关闭该会话'],
  ['{} is told that session {} expired, but nobody ended it', '{1} 被告知会话 {2} 已过期，但没有人结束它'],
  ['{} expires session {}, but only a leader may', '{1} 使会话 {2} 过期，但只有领导者可以这样做'],
  ['{} expires session {} at {}, before its deadline {}', '{1} 在 {3} 使会话 {2} 过期，早于期限 {4}'],
  [
    '{} leads for {} ms and expires session {}, which has {} ms to come back',
    '{1} 领导了 {2} 毫秒就使会话 {3} 过期，但它有 {4} 毫秒可以回来',
  ],
  [
    '{} expires session {} {} ms after it heard of it: its timeout is {} ms',
    '{1} 在最后一次收到会话 {2} 的消息 {3} 毫秒后使其过期，而超时是 {4} 毫秒',
  ],
  ['{} gets an answer to request {}, which it never sent', '{1} 收到对请求 {2} 的应答，但它从未发出该请求'],
  [
    '{} gets the answer to request {} before the one to request {}',
    '{1} 先收到请求 {2} 的应答，而请求 {3} 的应答还没到',
  ],
  ['{} has seen {}, and is answered as of {}: time goes back', '{1} 已看到 {2}，却得到 {3} 时的应答：时间倒退'],
  ['{} answers request {} before request {}', '{1} 先应答请求 {2}，后应答请求 {3}'],
  ['{} answers {} with {}, but its tree stands at {}', '{1} 以 {3} 应答 {2}，但它的树只到 {4}'],
  ['{} answers {} with {}, but that is not what the request became', '{1} 以 {3} 应答 {2}，但那不是该请求变成的事务'],
  ['{} answers {} with {}, which nobody has committed', '{1} 以 {3} 应答 {2}，但没有人提交过它'],
  ['{} reads as of {}, but its own write was {}', '{1} 读到 {2} 时的状态，但它自己写到了 {3}'],
  [
    '{} creates {} as number {} under its parent, but number {} was given before',
    '{1} 创建 {2}，在父节点下编号 {3}，但编号 {4} 已经用过',
  ],
  ['{} was asked for, and {} creates {}', '请求的是 {1}，{2} 却创建了 {3}'],
  [
    '{} creates {}, but number {} was given before under the same parent',
    '{1} 创建 {2}，但同一父节点下编号 {3} 已经用过',
  ],
  // Watches
  ['{} hears {} {}, which {} has not fired', '{1} 收到 {2} {3}，但 {4} 没有触发过'],
  ['{} hears {} {} where {} fired {} {}', '{1} 收到 {2} {3}，而 {4} 触发的是 {5} {6}'],
  [
    '{} gets the answer to {} as of {} before it hears {} {} ({})',
    '{1} 先收到 {2} 在 {3} 时的应答，之后才收到 {4} {5}（{6}）',
  ],
  ['{} tells of {} {} ({}), but it answered as of {} before', '{1} 通知 {2} {3}（{4}），但它此前已按 {5} 应答过'],
  [
    '{} tells of {} {} ({}) to a watch that was not set, or was used up',
    '{1} 向未设置或已用掉的监听通知 {2} {3}（{4}）',
  ],
  ['{} tells of {} {} ({}) to a persistent watch that nobody set', '{1} 向没有人设置的持久监听通知 {2} {3}（{4}）'],
  [
    '{} tells of {} {} ({}) to a recursive watch, which hears of the child itself',
    '{1} 向递归监听通知 {2} {3}（{4}），而它会收到子节点自己的事件',
  ],
  [
    '{} answers {} as of {} and has not told of the change to {} ({}), which is watched',
    '{1} 按 {3} 应答 {2}，却没有通知被监听的 {4} 的变化（{5}）',
  ],
  [
    '{} sets the watch of {} again for a client that has seen {}, and does not tell of {}',
    '{1} 为已看到 {3} 的客户端重新设置对 {2} 的监听，却没有通知变化 {4}',
  ],
  ['{} tells {} of {} {} ({}), which it may not read', '{1} 向 {2} 通知了 {3} {4}（{5}），但它无权读取'],
  // Answers
  [
    '{} wrote {} after {} was answered, but comes before it in the order',
    '{1} 在 {3} 得到应答之后写入 {2}，但它在顺序中排在前面',
  ],
  ['{}: {} fails with {}, but nothing stands against it', '{1}：{2} 以 {3} 失败，但没有什么妨碍它'],
  ['{}: {} fails with {}, but it must be {}', '{1}：{2} 以 {3} 失败，但应当是 {4}'],
  ['{}: {} is done, but it must fail with {}', '{1}：{2} 成功了，但它必须以 {3} 失败'],
  ['{}: {} makes version {}, but {} is due', '{1}：{2} 得到版本 {3}，但应当是 {4}'],
  ['{}: {} makes {}, but {} is due', '{1}：{2} 得到 {3}，但应当是 {4}'],
  ["{} is told that its {} ({}) is done, but that is another's", '{1} 被告知它的 {2}（{3}）已完成，但那是别人的事务'],
  [
    '{} is told that its {} ({}) ended with {}, but the history has {}',
    '{1} 被告知它的 {2}（{3}）结果为 {4}，但历史记录是 {5}',
  ],
  [
    '{} is told that its {} ({}) made {}, but the history has {}',
    '{1} 被告知它的 {2}（{3}）创建了 {4}，但历史记录是 {5}',
  ],
  ['{} is told that its {} ({}) left {} {} where {} is due', '{1} 被告知它的 {2}（{3}）之后 {4} 为 {5}，但应当是 {6}'],
  ['{} is told that its {} ({}) has {} where {} is due', '{1} 被告知它的 {2}（{3}）有一部分结果为 {4}，但应当是 {5}'],
  ['{} reads {} as of {} and gets other data than it had', '{1} 读取 {2} 在 {3} 时的状态，得到的数据却不是当时的'],
  [
    '{} reads {} as of {} and gets an answer, but there was none',
    '{1} 读取 {2} 在 {3} 时的状态并得到结果，但当时它不存在',
  ],
  ['{} reads {} as of {} and gets noNode, but it was there', '{1} 读取 {2} 在 {3} 时的状态得到 noNode，但当时它存在'],
  ['{} reads {} as of {} and gets a child {} that was not there', '{1} 读取 {2} 在 {3} 时的状态，多出了子节点 {4}'],
  ['{} reads {} as of {} and gets no child {}, but it was there', '{1} 读取 {2} 在 {3} 时的状态，缺少子节点 {4}'],
  ['{} reads {} as of {} and gets {} {} where {} is due', '{1} 读取 {2} 在 {3} 时的状态，{4} 为 {5}，但应当是 {6}'],
  [
    '{} synced up to {}, but {} was answered before it asked: its leader was deposed and did not know',
    '{1} 同步到 {2}，而在它请求之前 {3} 已得到应答：它的领导者已被取代而不自知',
  ],
  ['{} synced up to {}, but {} was answered before it asked', '{1} 同步到 {2}，但在它请求之前 {3} 已得到应答'],
  [
    '{} reads {} as of {}, and {} was answered before it asked',
    '{1} 读到 {2} 在 {3} 时的状态，而在它请求之前 {4} 已得到应答',
  ],
  [
    '{} is told {} of {} by its {}, and no order of what clients did explains it',
    '{1} 的 {4} 得到 {3} 的 {2}，而客户端操作的任何顺序都无法解释它',
  ],
  // Recipes and liveness
  [
    '{} holds {} by {} while {} holds it by {}, which is gone (session {}): {} does not know yet',
    '{1} 以 {3} 持有 {2}，而 {4} 仍以为自己以 {5} 持有：它已不存在（会话 {6}），{7} 还不知道',
  ],
  [
    '{} holds {} by {} while {} holds it by {}, which is gone: {} does not know yet',
    '{1} 以 {3} 持有 {2}，而 {4} 仍以为自己以 {5} 持有：它已不存在，{6} 还不知道',
  ],
  ['{} holds {} by {} while {} holds it by {}', '{1} 以 {3} 持有 {2}，同时 {4} 以 {5} 持有它'],
  ['{} takes {}, which {} has taken', '{1} 取走了 {2}，但 {3} 已经取走它'],
  [
    'a majority of {} voters runs undisturbed, and for {} s no leader serves',
    '{1} 个投票者中过半数正常运行，却有 {2} 秒没有领导者服务',
  ],
  [
    '{} goes on, though nothing has reached its disk for {} s: {} waits',
    '{1} 仍在继续，但已有 {2} 秒没有任何内容落盘：{3} 在等待',
  ],
  [
    '{} has waited {} s for the answer to request {}, undisturbed',
    '{1} 等待请求 {3} 的应答已 {2} 秒，期间没有任何干扰',
  ],
]

const RULES: readonly (readonly [RegExp, string])[] = ROWS.map(([english, chinese]) => [patternOf(english), chinese])

function patternOf(english: string): RegExp {
  const parts = english.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('(.+?)')}$`)
}

/** The sentence in Chinese, or undefined where it is not known. */
export function findingInChinese(words: string): string | undefined {
  for (const [pattern, chinese] of RULES) {
    const found = pattern.exec(words)
    if (found !== null) return chinese.replace(/\{(\d)\}/g, (_, index: string) => found[Number(index)] ?? '')
  }
  return undefined
}
