/** Programs to begin with: each shows one use of ZooKeeper, and cleans nothing up, so that the tree shows what it did. */
export const exampleNames = ['config', 'lock', 'queue', 'election', 'naming'] as const
export type ExampleName = (typeof exampleNames)[number]

export const examples: { readonly [K in ExampleName]: string } = {
  config: `// Unified configuration: the program reads it once, and again whenever it changes.
const zk = await connect('app')
await zk.ensure('/config')
if (await zk.exists('/config/app.json') === null) {
  await zk.create('/config/app.json', { level: 'info', workers: 4 })
}

async function load(): Promise<void> {
  // The watch is one-shot: reading again sets the next one, so no change is missed for good.
  const { data, stat } = await zk.getData('/config/app.json', load)
  console.log('version', stat.version, data)
}
await load()

await sleep(500)
await zk.setData('/config/app.json', { level: 'debug', workers: 8 })
// Now change /config/app.json in the tree: this program hears of it.
`,
  lock: `// A distributed lock: three programs, one at a time in the critical section.
type Worker = { name: string; turns: number }
const workers: Worker[] = ['ann', 'bob', 'cy'].map((name) => ({ name, turns: 2 }))

await Promise.all(workers.map(async ({ name, turns }) => {
  const zk = await connect(name)
  await zk.ensure('/locks')
  for (let turn = 1; turn <= turns; turn++) {
    const release = await zk.lock('/locks')
    console.log(name, 'holds the lock, turn', turn)
    await sleep(400)
    await release()
  }
  await zk.close()
}))
console.log('done')
`,
  queue: `// A queue: producers append sequential znodes, a consumer takes the smallest one.
const producer = await connect('maker')
const consumer = await connect('taker')
await producer.ensure('/queue')

async function take(): Promise<string> {
  for (;;) {
    let wake = () => {}
    const changed = new Promise<void>((resolve) => { wake = resolve })
    const [first] = await consumer.getChildren('/queue', wake)
    if (first === undefined) { await changed; continue }
    const { data } = await consumer.getData('/queue/' + first)
    try {
      await consumer.delete('/queue/' + first)
      return data
    } catch (error) {
      // Somebody else was faster: the next one, then.
      if (error.code !== 'NONODE') throw error
    }
  }
}

async function produce(): Promise<void> {
  for (let i = 1; i <= 5; i++) {
    await producer.create('/queue/item-', 'job ' + i, { mode: 'persistentSequential' })
    await sleep(300)
  }
}
const made = produce()
for (let i = 1; i <= 5; i++) console.log('took', await take())
await made
await producer.close()
await consumer.close()
`,
  election: `// Leader election: the smallest sequence number is master; everybody watches the one before it.
async function candidate(name: string, servesMs: number): Promise<void> {
  const zk = await connect(name)
  await zk.ensure('/election')
  const path = await zk.create('/election/n-', name, { mode: 'ephemeralSequential' })
  const mine = path.split('/').pop() ?? ''
  for (;;) {
    const all = await zk.getChildren('/election')
    const before = all[all.indexOf(mine) - 1]
    if (before === undefined) break
    console.log(name, 'waits behind', before)
    let wake = () => {}
    const gone = new Promise<void>((resolve) => { wake = resolve })
    if (await zk.exists('/election/' + before, wake) !== null) await gone
  }
  console.log(name, 'is master')
  await sleep(servesMs)
  console.log(name, 'leaves')
  await zk.close()
}
await Promise.all([candidate('m1', 1200), candidate('m2', 800), candidate('m3', 400)])
`,
  naming: `// Naming: one name, several addresses that come and go; a caller spreads its calls over them.
const names = await connect('names')
await names.ensure('/services/pay')

async function provider(address: string, livesMs: number): Promise<void> {
  const zk = await connect('p')
  await zk.create('/services/pay/' + address, null, { mode: 'ephemeral' })
  await sleep(livesMs)
  await zk.close()
}

let addresses: string[] = []
async function refresh(): Promise<void> {
  addresses = await names.getChildren('/services/pay', refresh)
  console.log('addresses:', addresses.join(', ') || 'none')
}
await refresh()
const lives = [provider('192.168.1.1', 1500), provider('192.168.1.2', 2500), provider('192.168.1.3', 1000)]

for (let call = 1; call <= 8; call++) {
  await sleep(300)
  // Round robin: soft load balancing.
  if (addresses.length > 0) console.log('call', call, '→', addresses[call % addresses.length])
}
await Promise.all(lives)
await sleep(300)
await names.close()
`,
}
