/** node-zookeeper-client, a client in pure JavaScript, on three servers. */
import zookeeper, { type Acl, type Client, type Done, type Event, type Failure, type Stat } from 'node-zookeeper-client'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ask } from '../differential/wire.ts'
import { type Subject, subject } from './subject.ts'

const { ACL, CreateMode } = zookeeper
const OPEN = ACL.OPEN_ACL_UNSAFE

/** A real ensemble may need a while until all of it serves again. */
const MOVE_MS_MAX = 120_000

let running: Subject
beforeAll(async () => {
  running = await subject()
}, 90_000)
afterAll(() => running.stop())

const clients: Client[] = []
afterEach(async () => {
  await Promise.all(clients.splice(0).map(close))
})

/** A connected client. */
async function open(hosts: string = running.hosts): Promise<Client> {
  const client = zookeeper.createClient(hosts, { sessionTimeout: 10_000, spinDelay: 100 })
  const connected = new Promise<void>((resolve) => client.once('connected', resolve))
  client.connect()
  await connected
  clients.push(client)
  return client
}
async function close(client: Client): Promise<void> {
  const gone = new Promise<void>((resolve) => client.once('disconnected', resolve))
  client.close()
  await gone
}

/** The results of an operation with a callback; rejects with its error. */
function done<R extends readonly unknown[]>(start: (callback: Done<R>) => void): Promise<R> {
  return new Promise((resolve, reject) => start((error, ...results) => (error ? reject(error) : resolve(results))))
}
/** The name of the error that an operation is refused with. */
async function refusal<R extends readonly unknown[]>(start: (callback: Done<R>) => void): Promise<string> {
  return done(start).then(
    () => 'nothing',
    (error: Failure) => error.name,
  )
}
async function create(client: Client, path: string, data = '', mode = CreateMode.PERSISTENT): Promise<string> {
  const [made] = await done<[string]>((callback) => client.create(path, Buffer.from(data), OPEN, mode, callback))
  return made
}
async function read(client: Client, path: string): Promise<string> {
  const [data] = await done<[Buffer | undefined, unknown]>((callback) => client.getData(path, null, callback))
  return String(data ?? '')
}
async function isThere(client: Client, path: string): Promise<boolean> {
  const [stat] = await done<[unknown]>((callback) => client.exists(path, null, callback))
  return stat !== null
}
/** The number of the server that has this client's connection, from 1. */
async function serverOf(client: Client): Promise<number> {
  const session = `sid=0x${client.getSessionId().toString('hex').replace(/^0+/, '')},`
  const connections = await Promise.all(running.ports.map((port) => ask(port, 'cons')))
  return connections.findIndex((text) => text.includes(session)) + 1
}

test('what is created is read, changed under its version, listed and removed', async () => {
  const client = await open()
  expect(await create(client, '/basics', 'one')).toBe('/basics')
  await create(client, '/basics/child')
  expect(await read(client, '/basics')).toBe('one')
  const [stat] = await done<[Stat]>((callback) => client.setData('/basics', Buffer.from('two'), 0, callback))
  expect(stat.version).toBe(1)
  const [children, parent] = await done<[readonly string[], Stat]>((callback) =>
    client.getChildren('/basics', null, callback),
  )
  expect(children).toEqual(['child'])
  expect(parent.numChildren).toBe(1)
  await done((callback) => client.remove('/basics/child', 0, callback))
  expect(await isThere(client, '/basics/child')).toBe(false)
  expect(await done((callback) => client.mkdirp('/basics/a/b/c', callback))).toEqual(['/basics/a/b/c'])
})

test('what cannot be done is refused by its name', async () => {
  const client = await open()
  await create(client, '/refusals')
  await create(client, '/refusals/ephemeral', '', CreateMode.EPHEMERAL)
  const refusedCreate = (path: string): Promise<string> =>
    refusal((callback) => client.create(path, null, OPEN, CreateMode.PERSISTENT, callback))
  expect(await refusedCreate('/refusals')).toBe('NODE_EXISTS')
  expect(await refusedCreate('/refusals/none/child')).toBe('NO_NODE')
  expect(await refusedCreate('/refusals/ephemeral/child')).toBe('NO_CHILDREN_FOR_EPHEMERALS')
  expect(await refusal((callback) => client.remove('/refusals', -1, callback))).toBe('NOT_EMPTY')
  expect(await refusal((callback) => client.setData('/refusals', Buffer.from(''), 7, callback))).toBe('BAD_VERSION')
})

test('each watch fires once, for what it watches', async () => {
  const client = await open()
  const events: string[] = []
  const watcher = (event: Event): void => void events.push(`${event.getName()} ${event.getPath()}`)
  await done((callback) => client.exists('/watched', watcher, callback))
  await create(client, '/watched')
  await done((callback) => client.getData('/watched', watcher, callback))
  await done((callback) => client.getChildren('/watched', watcher, callback))
  await create(client, '/watched/child')
  await create(client, '/watched/other')
  await done((callback) => client.setData('/watched', Buffer.from('x'), -1, callback))
  await done((callback) => client.setData('/watched', Buffer.from('y'), -1, callback))
  await isThere(client, '/watched')
  expect(events).toEqual(['NODE_CREATED /watched', 'NODE_CHILDREN_CHANGED /watched', 'NODE_DATA_CHANGED /watched'])
})

test('sequential znodes count on; ephemeral ones go with their session', async () => {
  const owner = await open()
  const other = await open()
  await create(owner, '/queue')
  const made = []
  for (const mode of [CreateMode.PERSISTENT_SEQUENTIAL, CreateMode.EPHEMERAL_SEQUENTIAL]) {
    made.push(await create(owner, '/queue/n-', '', mode))
  }
  expect(made).toEqual(['/queue/n-0000000000', '/queue/n-0000000001'])
  // The other one's server may still be behind: a watch on what is not there yet would tell of the creation.
  while (!(await isThere(other, '/queue/n-0000000001')));
  const gone = new Promise<string>((resolve) => {
    const watcher = (event: Event): void => resolve(event.getName())
    other.exists('/queue/n-0000000001', watcher, () => undefined)
  })
  await isThere(other, '/queue')
  clients.splice(clients.indexOf(owner), 1)
  await close(owner)
  expect(await gone).toBe('NODE_DELETED')
  expect(await isThere(other, '/queue/n-0000000000')).toBe(true)
})

test('a transaction happens whole or not at all', async () => {
  const client = await open()
  const whole = client.transaction().create('/whole', Buffer.from('a')).create('/whole/child').check('/whole', 0)
  await done((callback) => whole.setData('/whole', Buffer.from('b'), 0).remove('/whole/child').commit(callback))
  expect(await read(client, '/whole')).toBe('b')
  expect(await isThere(client, '/whole/child')).toBe(false)
  const broken = client.transaction().create('/broken').remove('/whole', 7)
  expect(await refusal((callback) => broken.commit(callback))).toBe('BAD_VERSION')
  expect(await isThere(client, '/broken')).toBe(false)
})

test('who does not know the password is refused', async () => {
  const owner = await open()
  const stranger = await open()
  owner.addAuthInfo('digest', Buffer.from('olga:secret'))
  await done((callback) =>
    owner.create('/mine', Buffer.from('x'), ACL.CREATOR_ALL_ACL, CreateMode.PERSISTENT, callback),
  )
  const [acl] = await done<[readonly Acl[], Stat]>((callback) => owner.getACL('/mine', callback))
  expect(acl.map(({ permission, id }) => [permission, id.scheme, id.id.split(':')[0]])).toEqual([
    [31, 'digest', 'olga'],
  ])
  await catchUp(stranger)
  expect(await refusal((callback) => stranger.getData('/mine', null, callback))).toBe('NO_AUTH')
  stranger.addAuthInfo('digest', Buffer.from('olga:secret'))
  expect(await read(stranger, '/mine')).toBe('x')
})

/** This client has no sync: a write of its own brings what was written before it. */
async function catchUp(client: Client): Promise<void> {
  await create(client, '/seen-', '', CreateMode.PERSISTENT_SEQUENTIAL)
}

test(
  'a session moves on when its server is killed, with its ephemerals, its watches and its identity',
  async () => {
    const client = await open()
    const writer = await open()
    client.addAuthInfo('digest', Buffer.from('olga:secret'))
    await create(client, '/moving')
    await create(client, '/moving/mine', '', CreateMode.EPHEMERAL)
    await done((callback) =>
      client.create('/moving/secret', Buffer.from('x'), ACL.CREATOR_ALL_ACL, CreateMode.PERSISTENT, callback),
    )
    const told = new Promise<string>((resolve) => {
      client.getData(
        '/moving',
        (event) => resolve(event.getName()),
        () => undefined,
      )
    })
    const session = client.getSessionId()
    const killed = await serverOf(client)
    const back = new Promise<void>((resolve) => client.once('connected', resolve))
    await running.kill(killed)
    await back
    expect(client.getSessionId()).toEqual(session)
    expect(await serverOf(client)).not.toBe(killed)
    const [stat] = await done<[Stat | null]>((callback) => client.exists('/moving/mine', null, callback))
    expect(stat?.ephemeralOwner).toEqual(session)
    expect(await read(client, '/moving/secret')).toBe('x')
    await expect
      .poll(() => refusal((callback) => writer.setData('/moving', Buffer.from('y'), -1, callback)), { timeout: 20_000 })
      .toBe('nothing')
    expect(await told).toBe('NODE_DATA_CHANGED')
    await running.restart(killed)
  },
  MOVE_MS_MAX,
)
