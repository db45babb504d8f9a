/** The Guarantees strip in Chinese. */
import type { GuaranteesWords } from './guarantees.ts'

export const guaranteesZh: GuaranteesWords = {
  region: '保证',
  families: {
    leaders: { title: '一个 epoch 一个领导者', doc: '一个 epoch 只属于一台服务器的一次任期。' },
    promises: { title: '遵守承诺', doc: '磁盘上的 epoch 从不倒退，没有人跟随更旧的 epoch，领导者每一步都等待过半数。' },
    durability: { title: '提交已持久化', doc: '已提交的事务在过半数的磁盘上，任何领导者、截断或重启都不会丢掉它。' },
    agreement: { title: '同一段历史', doc: '所有服务器以相同顺序应用相同的事务，没有缺口。' },
    digests: { title: '树相同', doc: '应用同一事务之后，所有的树都相同，并与领导者的预告一致。' },
    primaryOrder: { title: '主序', doc: '领导者逐个分配并提交 zxid，之后不会再出现更旧 epoch 的事务。' },
    sessionOrder: { title: '会话顺序', doc: '无论连到哪台服务器，应答按顺序到达，时间从不倒退。' },
    watches: { title: '监视只触发一次', doc: '一次性监视每设置一次只触发一次，并先于任何能看到变化的应答。' },
    hearing: { title: '先通知后数据', doc: '客户端先收到它所监视的变化的通知，之后才有应答显示该变化。' },
    ephemerals: { title: '临时节点不会比会话活得久', doc: '会话关闭时，它的临时节点一个不留，之后也不会再有。' },
    expiry: { title: '会话得到足够的时间', doc: '会话只在整个超时时间过后才会过期。' },
    sequence: { title: '序号不重复', doc: '同一父节点下每个序号只分配一次，并且递增。' },
    ownWrites: { title: '读到自己的写入', doc: '会话之后得到的每个应答都包含它自己写入的内容。' },
    realTime: { title: '写入符合实际时间顺序', doc: '在另一个写入得到应答之后才请求的写入，排在它后面。' },
    writes: { title: '写入可线性化', doc: '把已提交的历史在模型中重放，得到客户端收到的每个应答的每个字段。' },
    reads: { title: '读到某个过去的状态', doc: '读取得到的是应答的 zxid 那一刻的树；它可能落后，这会被记下。' },
    syncs: { title: 'sync 能赶上', doc: 'sync 之后服务器拥有此前已应答的一切，除非它的领导者已被取代而不自知。' },
    search: { title: '写入能自圆其说', doc: '不依赖任何 zxid：客户端操作的某种顺序能解释每个应答。' },
    recipes: {
      title: '同时只有一个持有者',
      doc: '锁或主节点只有一个持有者，队列的每一项只被取走一次；暂停的持有者可能还不知道。',
    },
    liveness: { title: '持续前进', doc: '只要过半数不受干扰地运行，不久就有领导者，请求得到应答。' },
    crashes: { title: '没有崩溃', doc: '没有进程自行终止。' },
  },
  states: {
    untested: '尚未检验',
    held: '成立',
    allowed: '成立；出现过允许的情况',
    broken: '被打破',
  },
  tested: (times) => `检验了 ${times} 次`,
  seen: (times) => `出现 ${times} 次：允许`,
  heldAt: (node, index) => `最近一次由 ${node} 的第 ${index} 个事件检验，成立`,
}
