/** Four-letter words over TCP, line by line as ZooKeeper 3.8.0 prints them. */
import { afterAll, expect, test } from 'vitest'
import { connected, create, getData, leave } from './client.ts'
import { allServing } from './differential/real.ts'
import { ask } from './differential/wire.ts'
import { serve } from './serve.ts'

const running = await serve()
afterAll(() => running.end())
// Who leads is for the servers to say.
const [leader = 0, first = 0] = await allServing(running.ports)
const idOf = (port: number): number => running.ports.indexOf(port) + 1
const others = running.ports.filter((port) => port !== first).map(idOf)

test('ruok and isro are answered without a line feed', async () => {
  expect(await ask(first, 'ruok')).toBe('imok')
  expect(await ask(first, 'isro')).toBe('rw')
})

test('srvr tells version, traffic, zxid, mode and nodes; a leader also its proposals', async () => {
  const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.replace(/:.*/, ''))
  const common = ['Zookeeper version', 'Latency min/avg/max', 'Received', 'Sent', 'Connections', 'Outstanding', 'Zxid']
  expect(lines(await ask(first, 'srvr'))).toEqual([...common, 'Mode', 'Node count', ''])
  expect(lines(await ask(leader, 'srvr'))).toEqual([...common, 'Mode', 'Node count', 'Proposal sizes last/min/max', ''])
  expect(await ask(leader, 'srvr')).toContain('\nMode: leader\nNode count: 5\n')
})

test('a session shows in stat, cons, dump and the watch words, and is gone after it', async () => {
  const client = await connected(first)
  expect(await create(client, '/seen', '', 1)).toBe(0)
  expect(await getData(client, '/seen', true)).toBe('')
  const session = `0x${BigInt.asUintN(64, client.session).toString(16)}`
  expect(await ask(first, 'stat')).toMatch(/\nClients:\n \/127\.0\.0\.1:\d+\[0\]\(queued=0,recved=1,sent=0\)\n \/127/)
  expect(await ask(first, 'cons')).toMatch(
    new RegExp(
      `\\[1\\]\\(queued=0,recved=3,sent=3,sid=${session},lop=GETD,est=\\d+,to=40000,lcxid=0x2,lzxid=0x1\\d+,lresp=\\d+,llat=\\d+,minlat=\\d+,avglat=\\d+,maxlat=\\d+\\)\n`,
    ),
  )
  expect(await ask(first, 'wchs')).toBe('1 connections watching 1 paths\nTotal watches:1\n')
  expect(await ask(first, 'wchc')).toBe(`${session}\n\t/seen\n\n`)
  expect(await ask(first, 'wchp')).toBe(`/seen\n\t${session}\n\n`)
  expect(await ask(first, 'dump')).toContain(`Global Sessions(1):\n${session}\t40000ms\n`)
  expect(await ask(leader, 'dump')).toMatch(
    new RegExp(
      `^SessionTracker dump:\nSession Sets \\(1\\)/\\(1\\):\n1 expire at \\w{3} \\w{3} \\d\\d \\d\\d:\\d\\d:\\d\\d UTC \\d{4}:\n\t${session}\nephemeral nodes dump:\nSessions with Ephemerals \\(1\\):\n${session}:\n\t/seen\nConnections dump:\n`,
    ),
  )
  leave(client)
})

test('mntr has one name and one value to a line, and tells the roles apart', async () => {
  const [learner, leading] = await Promise.all([ask(first, 'mntr'), ask(leader, 'mntr')])
  for (const line of learner.trimEnd().split('\n')) expect(line).toMatch(/^zk_\w+\t\S/)
  expect(learner).toContain('zk_server_state\tfollower\nzk_peer_state\tfollowing - broadcast\n')
  expect(learner).not.toContain('zk_synced_followers')
  expect(leading).toContain('zk_server_state\tleader\nzk_peer_state\tleading - broadcast\n')
  expect(leading).toContain('\nzk_synced_followers\t2\n')
})

test('conf, envi and dirs tell of the process', async () => {
  const conf = await ask(first, 'conf')
  expect(conf).toContain(`clientPort=${first}\nsecureClientPort=-1\n`)
  expect(conf).toMatch(/\ntickTime=2000\n.*\nserverId=\d\n.*membership: \nserver\.1=.*\nversion=[0-9a-f]+$/s)
  expect(conf).toContain(`\nserverId=${idOf(first)}\n`)
  expect(await ask(first, 'envi')).toMatch(/^Environment:\nzookeeper\.version=3\.8\.0-/)
  expect(await ask(first, 'dirs')).toMatch(/^datadir_size: \d+\nlogdir_size: \d+\n$/)
})

test('srst and crst start the counting again', async () => {
  expect(await ask(first, 'srst')).toBe('Server stats reset.\n')
  // The word that resets is answered after the reset: its answer is the only packet sent since.
  expect(await ask(first, 'srvr')).toContain('Received: 1\nSent: 1\n')
  expect(await ask(first, 'crst')).toBe('Connection stats reset.\n')
})

test('four bytes that are no word are a frame far too long: closed without an answer', async () => {
  expect(await ask(first, 'help')).toBe('')
})

test('without a leader a server says so, but is still ok', async () => {
  for (const id of others) {
    running.say(`kill ${id}`)
    await running.heard(new RegExp(`^server ${id}: killed`))
  }
  await expect.poll(() => ask(first, 'isro'), { timeout: 60_000 }).toBe('null')
  expect(await ask(first, 'ruok')).toBe('imok')
  expect(await ask(first, 'srvr')).toBe('This ZooKeeper instance is not currently serving requests\n')
})
