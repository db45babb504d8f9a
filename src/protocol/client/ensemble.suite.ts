/**
 * A little ensemble for tests of clients: one tree, sessions and watches behind ZooKeeper's client bytes, no
 * replication (littleServer.suite.ts). Messages lie in queues until the test lets them pass, so a test can cut a link
 * between a request and its answer.
 */
import { type LinkId, SESSION_NONE, serverId } from '../../ground/ids.ts'
import { inbox, pour, takeFrame } from '../../ground/jute/frames.ts'
import { createClient, nextDeadline, step } from './client.ts'
import { type App, type Ensemble, endSession, type Link, serve, znodeOf } from './littleServer.suite.ts'
import { configOf } from './scripted.suite.ts'
import type { ClientConfig, ClientEffect, ClientInput } from './seam.ts'

export { type App, childrenOf, type Ensemble, remove } from './littleServer.suite.ts'

export function ensemble(): Ensemble {
  const root = znodeOf(SESSION_NONE, 'persistent', null, 0n)
  return { now: 0, zxid: 0x100000000n, znodes: new Map([['/', root]]), apps: [], sessions: new Set(), sessionsMade: 0 }
}
/** A client application that has been started; its messages are still to be carried (`settle`). */
export function join(e: Ensemble, name: string, changes: Partial<ClientConfig> = {}): App {
  const config = configOf({ name, seed: name.charCodeAt(0), servers: [serverId(1)], ...changes })
  const app: App = {
    name,
    client: createClient(config),
    done: new Map(),
    told: [],
    deeds: [],
    journal: [],
    effects: [],
    config,
    link: undefined,
    ended: false,
  }
  e.apps.push(app)
  give(e, app, { type: 'started' })
  return app
}
export function give(e: Ensemble, app: App, input: ClientInput): void {
  const out: ClientEffect[] = []
  step(app.client, e.now, input, out)
  app.journal.push({ at: e.now, input })
  app.effects.push(...out)
  for (const effect of out) perform(app, effect)
}

function perform(app: App, effect: ClientEffect): void {
  switch (effect.type) {
    case 'dial':
      app.link = linkFor(app, effect.link)
      return
    case 'send':
      if (app.link?.id === effect.link) app.link.toServer.push(effect.bytes)
      return
    case 'close':
      if (app.link?.id === effect.link) app.link = undefined
      return
    case 'completed':
      app.done.set(effect.id, [...(app.done.get(effect.id) ?? []), effect.outcome])
      return
    case 'exit':
      app.ended = true
      return
    case 'trace':
      if (effect.event.type === 'recipe') app.told.push(effect.event)
      if (effect.event.type === 'recipeDid') app.deeds.push(effect.event.deed)
      return
    case 'watched':
    case 'stateChanged':
      return
  }
}
function linkFor(app: App, id: LinkId): Link {
  const session = SESSION_NONE
  const watches = { watches: new Set<string>(), childWatches: new Set<string>(), persistent: new Set<string>() }
  return { id, app, inbox: inbox(), session, isOpen: false, ...watches, toServer: [], toClient: [] }
}

/** Lets one message pass, requests before answers; false where nothing is under way. */
export function carryOne(e: Ensemble, app: App): boolean {
  const { link } = app
  if (link === undefined) return false
  if (!link.isOpen) {
    link.isOpen = true
    give(e, app, { type: 'opened', link: link.id, channel: 'client', peer: undefined, dialled: true, address: 'zk1' })
    return true
  }
  const request = link.toServer.shift()
  if (request !== undefined) {
    pour(link.inbox, request)
    for (let f = takeFrame(link.inbox, 0xfffff); f !== undefined; f = takeFrame(link.inbox, 0xfffff)) serve(e, link, f)
    return true
  }
  const answer = link.toClient.shift()
  if (answer === undefined) return false
  give(e, app, { type: 'received', link: link.id, bytes: answer })
  return true
}
/** Lets everything pass until all is quiet; clocks stand still, except that waiting clients dial. */
export function settle(e: Ensemble): void {
  for (let round = 0; round < 10_000; round++) {
    const moved = e.apps.map((app) => carryOne(e, app)).some(Boolean)
    if (!moved && !dialNext(e)) return
  }
  throw new Error('the ensemble does not come to rest')
}
function dialNext(e: Ensemble): boolean {
  const waiting = e.apps.filter((app) => app.client.connection.type === 'waiting')
  for (const app of waiting) {
    e.now = Math.max(e.now, nextDeadline(app.client))
    give(e, app, { type: 'deadline' })
  }
  return waiting.length > 0
}
/** Cuts the client's link: what is under way on it is lost. */
export function cut(e: Ensemble, app: App): void {
  const { link } = app
  if (link === undefined) return
  app.link = undefined
  give(e, app, { type: 'closed', link: link.id, reason: 'cut' })
}
/** The session ends on the server's side, as by expiry: its ephemerals go, its link too. */
export function expire(e: Ensemble, app: App): void {
  endSession(e, app.client.session.id)
  cut(e, app)
}
export function statesOf(app: App): readonly string[] {
  return app.told.map((event) => event.state)
}
