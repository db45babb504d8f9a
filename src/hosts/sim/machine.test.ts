/** The simulator's own laws, with a stand-in for the server: it dials every greater id and tells what it hears. */
import { expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import { type LinkId, linkId } from '../../ground/ids.ts'
import type { ServerConfig } from '../../protocol/config.ts'
import type { Effect, Input } from '../../protocol/seam.ts'
import type { Happening } from '../engine.ts'
import type { Programs, ServerProgram } from './program.ts'
import { createWorld, type World } from './world.ts'

const BEAT_MS = 100

/** Dials everybody above it, says its beat on each of its links every 100 ms, and traces what it hears. */
function gossip(config: ServerConfig): ServerProgram {
  const links: LinkId[] = []
  let beat = 0
  let next = BEAT_MS
  const tell = (out: Effect[], what: string, reason: string) =>
    out.push({ type: 'trace', event: { type: 'ignored', what, from: undefined, reason } })
  const step = (now: number, input: Input, out: Effect[]) => {
    if (input.type === 'started') {
      next = now + BEAT_MS
      tell(out, 'files', input.files.map((file) => decodeUtf8(file.bytes)).join())
      for (const { id } of config.members) {
        const link = linkId(`s${config.self}.${config.incarnation}-${id}`)
        if (id > config.self) out.push({ type: 'dial', link, channel: 'quorum', peer: id })
      }
    } else if (input.type === 'opened') links.push(input.link)
    else if (input.type === 'received') tell(out, 'heard', `s${config.self}<${decodeUtf8(input.bytes)}`)
    else if (input.type === 'closed') {
      if (links.includes(input.link)) links.splice(links.indexOf(input.link), 1)
      tell(out, 'closed', input.reason)
    } else if (input.type === 'stored') tell(out, 'stored', String(input.ticket))
    else if (input.type === 'deadline') {
      beat += 1
      next = now + BEAT_MS
      for (const link of links) out.push({ type: 'send', link, bytes: encodeUtf8(`s${config.self}:${beat}`) })
      out.push({ type: 'disk', ticket: beat, op: { type: 'append', file: 'beats', bytes: encodeUtf8('.') } })
    }
  }
  return { type: 'server', config, step, nextDeadline: () => next, state: undefined }
}
const programs: Programs = {
  server: gossip,
  client: () => {
    throw new Error('no clients here')
  },
}
const world = (options: { seed?: number; jitterMs?: number; flushMs?: number } = {}): World =>
  createWorld({ servers: 2, seed: 1, programs, ...options })

/** What the stand-ins told of one kind, in order. */
function told(trace: readonly Happening[], what: string): readonly string[] {
  return trace.flatMap(({ event }) => (event.type === 'ignored' && event.what === what ? [event.reason] : []))
}
const from = (w: World, server: number) => told(w.trace, 'heard').filter((text) => text.includes(`<s${server}:`))

test('the same seed gives the same trace, another seed another one', () => {
  const run = (seed: number) => {
    const w = world({ seed, jitterMs: 9 })
    w.runFor(2000)
    return JSON.stringify(w.trace)
  }
  expect(run(7)).toBe(run(7))
  expect(run(7)).not.toBe(run(8))
})

test('jitter never makes a message overtake another one of its link', () => {
  const w = world({ jitterMs: 400 })
  w.runFor(5000)
  const beats = from(w, 1).map((text) => Number(text.split(':').at(-1)))
  expect(beats.length).toBeGreaterThan(30)
  expect(beats).toEqual([...beats].sort((a, b) => a - b))
})

test('an isolated server falls silent, nothing is closed, and after the heal it all flows on in order', () => {
  const w = world()
  w.runFor(450)
  w.isolate(1)
  w.runFor(500)
  expect(from(w, 1)).toEqual(['s2<s1:1', 's2<s1:2', 's2<s1:3', 's2<s1:4'])
  w.heal()
  w.runFor(60)
  expect(from(w, 1)).toHaveLength(10)
  expect(told(w.trace, 'closed')).toEqual([])
})

test('a cut silences one direction only', () => {
  const w = world()
  w.runFor(150)
  w.cut(1, 2, false)
  w.runFor(400)
  expect([from(w, 1).length, from(w, 2).length]).toEqual([1, 5])
})

test('a severed link is closed on both sides and takes what was under way with it', () => {
  const w = world()
  w.setHop(50)
  w.runFor(520)
  w.sever(1, 2)
  w.runFor(1000)
  expect(told(w.trace, 'closed')).toEqual(['connection reset by peer', 'connection reset by peer'])
  expect(from(w, 1).at(-1)).toBe('s2<s1:4')
})

test('a killed process still delivers what it sent, then its peers see the link closed', () => {
  const w = world()
  w.setHop(50)
  w.runFor(520)
  w.kill(1)
  w.runFor(1000)
  expect(from(w, 1).at(-1)).toBe('s2<s1:5')
  expect(told(w.trace, 'closed')).toEqual(['closed by s1'])
})

test('who dials a dead server is refused', () => {
  const w = world()
  w.kill(2)
  w.restart(1)
  w.runFor(100)
  expect(told(w.trace, 'closed').at(-1)).toBe('connection refused by s2')
})

test('a frozen server loses nothing: it reads what waited for it as soon as it is thawed', () => {
  const w = world()
  w.runFor(150)
  w.freeze(2)
  w.runFor(1000)
  expect(from(w, 1)).toHaveLength(1)
  w.thaw(2)
  expect(from(w, 1)).toHaveLength(11)
  expect(told(w.trace, 'closed')).toEqual([])
})

test('who dialled a frozen server is refused when it is killed', () => {
  const w = world()
  w.freeze(2)
  w.runFor(100)
  w.kill(2)
  w.runFor(100)
  expect(told(w.trace, 'closed')).toEqual(['connection refused by s2'])
})

test('a restart finds what was flushed, and the rest only if the machine lived on', () => {
  const slow = () => {
    const w = world({ flushMs: 250 })
    w.runFor(560)
    return w
  }
  const [lived, failed] = [slow(), slow()]
  lived.restart(1, 'keep')
  failed.restart(1, 'loseUnflushed')
  expect(told(lived.trace, 'files').at(-1)).toBe('.....')
  expect(told(failed.trace, 'files').at(-1)).toBe('.')
})

test('a server whose program throws has crashed, and the trace says why', () => {
  const w = createWorld({
    servers: 1,
    seed: 1,
    programs: {
      ...programs,
      server: (config) => ({
        ...gossip(config),
        step: () => {
          throw new Error('an assert failed')
        },
      }),
    },
  })
  expect(w.isRunning(1)).toBe(false)
  expect(w.trace.at(-1)?.event).toMatchObject({ type: 'nodeEnded', how: 'crashed' })
})
