/** Real TCP clients and the servers in the open page: what a person does there is what they feel. */
import { connect as dial } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Writer } from '../../src/ground/jute/cursor.ts'
import { gatewayPath, gatewayProtocol } from '../../src/hosts/gateway/place.ts'
import { ask, connected, create, exists, getData, leave } from '../wire/client.ts'
import { ask as word } from '../wire/differential/wire.ts'
import { freePort } from '../wire/ports.ts'
import { act, launch, type Opened, opened, openPage, outside, ports, portsOf, server, until } from './opened.ts'

let running: Opened
let at: readonly number[] = []
/** The port of server `id`. */
const portOf = (id: number) => at[id - 1] ?? 0
beforeAll(async () => {
  running = await opened(3)
  at = await portsOf(running.page)
})
afterAll(() => running.end())

/** How a connection to the port ends, or that it stays. */
function knock(port: number): Promise<'open' | 'refused'> {
  return new Promise((resolve) => {
    const socket = dial({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve('open')
    })
    socket.once('error', () => resolve('refused'))
  })
}
const EPHEMERAL = 1

describe('a client on a socket', () => {
  test('is asked nothing and answered as by ZooKeeper: four-letter words too, also of one who sends no more', async () => {
    expect(await word(portOf(1), 'ruok')).toBe('imok')
    const answer = await new Promise<string>((resolve) => {
      let said = ''
      const socket = dial({ host: '127.0.0.1', port: portOf(2), allowHalfOpen: true }, () => socket.end('srvr'))
      socket.on('data', (bytes) => {
        said += String(bytes)
      })
      socket.on('end', () => resolve(said))
    })
    expect(answer).toMatch(/^Zookeeper version: 3\.8\.0/)
    expect(answer).toMatch(/Mode: (leader|follower)/)
  })

  test('is seen on the stage with its address, its session and its watch, and told of in the story', async () => {
    const { page } = running
    const client = await connected(portOf(2))
    const address = `127.0.0.1:${client.wire.socket.localPort}`
    await getData(client, '/config', true)
    const tag = outside(page).filter({ hasText: address })
    await tag.waitFor()
    const session = `0x${BigInt.asUintN(64, client.session).toString(16)}`
    const name = `Real client ${address}, session ${session}, server 2`
    await until(async () => (await tag.getAttribute('aria-label')) === name, name)
    await page.locator('.tether-watches').first().waitFor()
    const story = page.getByRole('region', { name: 'Story' })
    await story.getByText(`${address} connected to server 2.`).waitFor()
    await story.getByText(`${address} leaves a watch on server 2`).waitFor()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`)).toEqual([])
    leave(client)
    await tag.waitFor({ state: 'detached' })
    await story.getByText(`The connection of ${address} ended.`).waitFor()
  })
})

describe('a server that is killed by a click', () => {
  test('closes its connections and its port; the client moves with its session and loses no ephemeral znode', async () => {
    const { page } = running
    const victim = (await leads(page, 1)) ? 2 : 1
    const client = await connected(portOf(victim))
    expect(await create(client, '/locks/held', '', EPHEMERAL)).toBe(0)
    await act(page, victim, `Kill server ${victim}`)
    await until(() => client.wire.isClosed, 'the end of the connection')
    await until(async () => (await knock(portOf(victim))) === 'refused', 'a closed port')
    const moved = await connected(portOf(3), client)
    expect(moved.session).toBe(client.session)
    expect(await exists(moved, '/locks/held')).toBe(true)
    await act(page, victim, `Restart server ${victim}`)
    await until(async () => (await word(portOf(victim), 'ruok')) === 'imok', 'an open port')
    const back = await connected(portOf(victim), moved)
    expect(await exists(back, '/locks/held')).toBe(true)
    leave(back)
  })

  test('being the leader, it takes its own clients along, and the others go on', async () => {
    const { page } = running
    const leader = await leaderId(page)
    const client = await connected(portOf(leader))
    await create(client, '/locks/ofLeader', '', EPHEMERAL)
    await page.getByRole('button', { name: 'Kill leader' }).click()
    await until(() => client.wire.isClosed, 'the end of the connection')
    const other = leader === 1 ? 2 : 1
    const moved = await connected(portOf(other), client)
    expect(moved.session).toBe(client.session)
    expect(await exists(moved, '/locks/ofLeader')).toBe(true)
    leave(moved)
    await act(page, leader, `Restart server ${leader}`)
    await until(async () => (await word(portOf(leader), 'ruok')) === 'imok', 'an open port')
  })

  test('ends them even while the clock stands still', async () => {
    const { page } = running
    const victim = (await leads(page, 1)) ? 2 : 1
    const client = await connected(portOf(victim))
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByText('The clock stands still: no answers, and their timeouts run on.').waitFor()
    await act(page, victim, `Kill server ${victim}`)
    await until(() => client.wire.isClosed, 'the end of the connection')
    await until(async () => (await knock(portOf(victim))) === 'refused', 'a closed port')
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await act(page, victim, `Restart server ${victim}`)
    await until(async () => (await word(portOf(victim), 'ruok')) === 'imok', 'an open port')
  })

  test('being only paused, it keeps its port and its connections, answers nobody, and then everybody', async () => {
    const { page } = running
    const follower = (await leads(page, 1)) ? 2 : 1
    const client = await connected(portOf(follower))
    await act(page, follower, `Pause server ${follower}`)
    const late = exists(client, '/config')
    expect(await Promise.race([late, new Promise((resolve) => setTimeout(resolve, 500, 'silent'))])).toBe('silent')
    expect(client.wire.isClosed).toBe(false)
    expect(await knock(portOf(follower))).toBe('open')
    await act(page, follower, `Resume server ${follower}`)
    expect(await late).toBe(true)
    leave(client)
  })
})

describe('a client that misbehaves', () => {
  test('sends a flood: the others are still served, and everything of the flood is answered', async () => {
    const flooder = await connected(portOf(1))
    const { socket } = flooder.wire
    let got = 0
    socket.on('data', (bytes: Uint8Array) => {
      got += bytes.length
    })
    // 20,000 pings in one go: each is answered with 20 bytes.
    const ping = new Uint8Array([0, 0, 0, 8, 0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 11])
    const flood = new Uint8Array(20_000 * ping.length)
    for (let i = 0; i < 20_000; i++) flood.set(ping, i * ping.length)
    socket.write(flood)
    const other = await connected(portOf(2))
    expect(await exists(other, '/config')).toBe(true)
    leave(other)
    await until(() => got >= 20_000 * 20, 'the answer to every ping')
    expect(got).toBe(20_000 * 20)
    leave(flooder)
  })

  test('reads nothing: it is cut once too much waits, and nobody else notices', async () => {
    const writer = await connected(portOf(1))
    const big = new Writer()
    big.ustring('/config')
    big.buffer(new Uint8Array(900_000))
    big.int(-1)
    expect(await ask(writer, 'setData', big.bytes())).toMatchObject({ err: 0 })
    const lazy = await connected(portOf(2))
    lazy.wire.socket.pause()
    let cut = false
    lazy.wire.socket.on('close', () => {
      cut = true
    })
    const request = new Writer()
    request.ustring('/config')
    request.boolean(false)
    for (let i = 0; i < 120; i++) void ask(lazy, 'getData', request.bytes())
    await until(async () => (await outside(running.page).count()) === 1, 'the end of the lazy one')
    expect(await exists(writer, '/config')).toBe(true)
    lazy.wire.socket.resume()
    await until(() => cut, 'the cut')
    leave(writer)
  })

  test('connects more often than a server takes: it takes as many as ZooKeeper, and lives', async () => {
    const sockets = Array.from({ length: 80 }, () => dial({ host: '127.0.0.1', port: portOf(3) }))
    let ended = 0
    for (const socket of sockets) {
      socket.on('error', () => undefined)
      socket.on('close', () => {
        ended++
      })
      socket.resume()
    }
    await until(() => ended >= 80 - 64, 'the refusals')
    expect(await word(portOf(2), 'ruok')).toBe('imok')
    for (const socket of sockets) socket.destroy()
    await until(async () => (await outside(running.page).count()) === 0, 'an empty stage')
    expect(await word(portOf(3), 'ruok')).toBe('imok')
  })
})

describe('the ports belong to one page', () => {
  test('a second page is told so, and takes them over by a button; the first one is told in turn', async () => {
    const { page, browser, launcher } = running
    const client = await connected(portOf(1))
    const second = await openPage(browser, launcher, 'lang=en&speed=1&servers=3')
    const takeOver = second.getByRole('button', { name: 'Take over the client ports' })
    await takeOver.waitFor()
    expect(client.wire.isClosed).toBe(false)
    await takeOver.click()
    await ports(second).waitFor()
    await page.getByText('another page has the client ports.').waitFor()
    await until(() => client.wire.isClosed, 'the end of the connection')
    await until(async () => (await word(portOf(1), 'ruok')) === 'imok', 'the ports of the second page')
    await second.close()
    const again = page.getByRole('button', { name: 'Take over the client ports' })
    await page.getByText('no page has the client ports.').waitFor()
    await until(async () => (await knock(portOf(1))) === 'refused', 'a closed port')
    await again.click()
    await ports(page).waitFor()
    await until(async () => (await word(portOf(1), 'ruok')) === 'imok', 'the ports of the first page')
  })

  test('a reload comes back to them without a token, which is not in the address', async () => {
    const { page } = running
    expect(page.url()).not.toContain('gateway')
    await page.reload()
    await ports(page).waitFor()
    await until(async () => (await word(portOf(1), 'ruok')) === 'imok', 'the ports after the reload')
  })

  test('a page that was opened without the token has none, and says where the token is', async () => {
    const { browser, launcher } = running
    const context = await browser.newContext()
    const page = await context.newPage()
    const url = new URL(launcher.address())
    url.hash = ''
    url.search = 'lang=en&speed=1&servers=3'
    await page.goto(url.href)
    await page.getByText('open the address that npm start printed').waitFor()
    await context.close()
  })

  test('a second npm start finds them taken, uses the next block, and says so on both sides', async () => {
    const { browser } = running
    const second = await launch(['--port', String(await freePort()), '--client-port', String(portOf(1))])
    const page = await openPage(browser, second, 'lang=en&speed=1&servers=3')
    await ports(page).waitFor()
    const said = `Ports ${at.join(', ')} are taken by another program: the ports start at ${portOf(1) + 10}.`
    await page.getByText(said).waitFor()
    expect(await portsOf(page)).toEqual(at.map((port) => port + 10))
    expect(second.lines).toContain(
      `client ports start at ${portOf(1) + 10} (${at.join(', ')} taken by another program)`,
    )
    await until(async () => (await word(portOf(1) + 10, 'ruok')) === 'imok', 'the ports of the next block')
    expect(await word(portOf(1), 'ruok')).toBe('imok')
    await page.context().close()
    await second.end()
  })

  test('a site without a gateway says nothing of real clients', async () => {
    const { browser } = running
    const port = await freePort()
    const plain = await launch(['--port', String(port), '--no-gateway'])
    const context = await browser.newContext()
    const page = await context.newPage()
    const errors: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) errors.push(message.text())
    })
    await page.goto(`http://localhost:${port}/?lang=en&speed=1&servers=3`)
    await server(page, 1).waitFor()
    expect(await page.getByText('Real clients').count()).toBe(0)
    expect(errors).toEqual([])
    await context.close()
    await plain.end()
  })
})

describe('a stranger at the gateway', () => {
  const status = (origin: string | undefined, host: string | undefined, key: string) =>
    new Promise<number>((resolve, reject) => {
      const { host: own } = new URL(running.launcher.address())
      const socket = new WebSocket(`ws://${own}${gatewayPath}`, [gatewayProtocol, `key.${key}`], {
        ...(origin === undefined ? {} : { origin }),
        ...(host === undefined ? {} : { headers: { host } }),
      })
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
      socket.on('open', () => {
        socket.terminate()
        resolve(101)
      })
      socket.on('error', reject)
    })
  test('is refused with 403 and a line in the log', async () => {
    const { host, origin, hash } = new URL(running.launcher.address())
    const token = hash.replace('#gateway=', '')
    expect(await status('http://attacker.example', undefined, token)).toBe(403)
    expect(await status('null', undefined, token)).toBe(403)
    expect(await status(undefined, undefined, token)).toBe(403)
    expect(await status(origin, 'attacker.example', token)).toBe(403)
    expect(await status(origin, host, '0'.repeat(32))).toBe(403)
    const refused = () => running.launcher.lines.filter((line) => line.startsWith('refused a page at the gateway: '))
    await until(() => refused().length >= 5, 'a line for each')
    expect(await status(origin, host, token)).toBe(101)
    expect(await status(origin, host, token)).toBe(403)
  })
})

async function leads(page: Opened['page'], id: number): Promise<boolean> {
  return ((await server(page, id).getAttribute('aria-label')) ?? '').includes(', leader,')
}
async function leaderId(page: Opened['page']): Promise<number> {
  let found = 0
  await until(async () => {
    for (const id of [1, 2, 3]) if (await leads(page, id)) found = id
    return found !== 0
  }, 'a leader')
  return found
}
