/** Why data can't be taken, in Chinese: the core's English sentences by pattern. What is not known here stays English. */
type Rule = readonly [pattern: RegExp, say: (...parts: readonly string[]) => string]

const RECORD: { readonly [english: string]: string } = {
  'ends beyond the file': '超出了文件末尾',
  'has a length that can not be': '的长度不可能',
  'has no end mark': '没有结束标记',
  'does not match its checksum': '与校验和不符',
  'holds no known transaction': '不是已知的事务',
}
const RULES: readonly Rule[] = [
  [
    /^the record at byte (\d+) (.+?)(?:, (.+))?$/,
    (at, what, more) => `第 ${at} 字节处的记录${RECORD[what ?? ''] ?? what}${more ? `，${say(more)}` : ''}`,
  ],
  [/^and a valid record follows at byte (\d+)$/, (at) => `而第 ${at} 字节处又有有效的记录`],
  [/^but its bytes match the checksum$/, () => '但它的内容与校验和相符'],
  [/^the file does not begin with (\w+)$/, (magic) => `文件不以 ${magic} 开头`],
  [/^the file ends within its header$/, () => '文件在文件头中就结束了'],
  [/^unknown version (\S+)$/, (version) => `未知的格式版本 ${version}`],
  [/^database id (\S+) instead of (\S+)$/, (is, should) => `数据库 id 是 ${is}，应为 ${should}`],
  [/^the file begins with (\S+), against its name$/, (zxid) => `文件的第一个事务是 ${zxid}，与文件名不符`],
  [
    /^the file begins with (\S+), but (\S+) goes on to (\S+)$/,
    (zxid, file, last) => `文件从 ${zxid} 开始，但 ${file} 已经到 ${last}：两个日志重叠`,
  ],
  [/^(\S+) comes after (\S+): the log goes back$/, (zxid, last) => `${zxid} 在 ${last} 之后：日志倒退了`],
  [/^(\S+) does not follow (\S+)$/, (zxid, last) => `${zxid} 不是紧接着 ${last} 的事务：中间缺少日志`],
  [
    /^the digest tells that transactions between (\S+) and (\S+) are missing$/,
    (last, next) => `摘要（digest）表明 ${last} 与 ${next} 之间缺少事务`,
  ],
  [/^there is neither a log nor a snapshot$/, () => '既没有日志也没有快照'],
  [/^there are transactions, but no snapshot that they begin from$/, () => '有事务，但没有可作为起点的快照'],
  [/^no snapshot can be read: (.+)$/, (why) => `没有可读的快照：${say(why ?? '')}`],
  [
    /^the snapshot can't be read, and the logs end before it: (.+)$/,
    (why) => `快照无法读取，日志又到不了它：${say(why ?? '')}`,
  ],
  [
    /^the snapshot holds parts of (\S+), but the logs end at (\S+)$/,
    (held, last) => `快照含有 ${held} 的一部分，但日志到 ${last} 就结束了`,
  ],
  [/^the snapshot is compressed.*$/, () => '快照是压缩的，这里只能读取未压缩的（或 gzip 压缩的）'],
  [/^the seal does not match$/, () => '封印（校验和）不符'],
  [/^the seal has no end mark$/, () => '封印之后没有结束标记'],
  [/^there are bytes behind the last seal$/, () => '最后的封印之后还有字节'],
  [
    /^wanted (\d+) bytes at (\d+), but only (\d+) are left$/,
    (wanted, at, left) => `在第 ${at} 字节处需要 ${wanted} 字节，只剩 ${left} 字节`,
  ],
  [/^unreasonable (?:count|length) (\S+)$/, (count) => `不合理的长度 ${count}`],
  [/^null where a string must be$/, () => '应有字符串之处为空（null）'],
  [/^node '(.*)' has ACL (\S+), which the table has not$/, (path, id) => `znode '${path}' 的 ACL ${id} 不在表中`],
  [/^node '(.*)' comes twice$/, (path) => `znode '${path}' 出现两次`],
  [/^node '(.*)' comes without its parent$/, (path) => `znode '${path}' 没有父节点`],
  [/^there is no root$/, () => '没有根节点'],
  [/^no epoch: (.+)$/, (text) => `不是 epoch：${text}`],
  [/^no server id: (.+)$/, (text) => `不是服务器 id：${text}`],
  [
    /^currentEpoch (\S+) is older than the last zxid (\S+)$/,
    (epoch, zxid) => `currentEpoch ${epoch} 比最后的 zxid ${zxid} 旧`,
  ],
  [
    /^acceptedEpoch (\S+) is older than currentEpoch (\S+)$/,
    (accepted, current) => `acceptedEpoch ${accepted} 比 currentEpoch ${current} 旧`,
  ],
  [/^the same file comes twice$/, () => '同一个文件出现两次'],
  [/^the archive is encrypted$/, () => '压缩包是加密的'],
  [/^the files expand to more than 4 GiB$/, () => '文件展开后超过 4 GiB'],
  [/^the files hold more than 256 MiB of data$/, () => '文件含有超过 256 MiB 的数据'],
  [/^there are more than 10000 files$/, () => '文件超过 10000 个'],
  [/^it can't be read: (.+)$/, (why) => `无法读取：${why}`],
  [
    /^server (\d+): (\S+) is damaged at byte (\d+): (.+)$/,
    (id, file, at, why) => `服务器 ${id}：${file} 在第 ${at} 字节处损坏：${say(why ?? '')}`,
  ],
  [/^a new ensemble is being made$/, () => '正在建立新的集群'],
  [/^another ensemble took its place while it started$/, () => '它还在启动时就被另一个集群取代了'],
  [/^not every node was there when all had started$/, () => '启动完成时有节点已经不在了'],
]

function say(english: string): string {
  for (const [pattern, words] of RULES) {
    const found = pattern.exec(english)
    if (found !== null) return words(...found.slice(1))
  }
  return english
}

/** The reason in Chinese, or as it is. */
export function damageZh(english: string): string {
  return say(english)
}
