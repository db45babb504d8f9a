/** The recipes that the page offers, with paths of its own for each, and the client that is added to run one. */
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import type { RecipeName, RecipeRun } from '../../protocol/client/seam.ts'
import { store } from './app.ts'
import { intervene } from './bridge.ts'

/** What the page calls it: a recipe, or the lock as it should not be built. */
export type OfferName = RecipeName | 'herdLock'
type Offer = (client: string) => RecipeRun
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')
const SITES = ['A', 'B', 'C'] as const

/** A machine's address, for the client that stands for it: A is 192.168.1.1. */
function addressOf(client: string): string {
  const place = LETTERS.indexOf(client) + 1
  return place > 0 ? `192.168.1.${place}` : `${client.toLowerCase()}.example`
}

/** What a click runs, in the order of the menu. */
const OFFERS: { readonly [K in OfferName]: Offer } = {
  lock: () => ({ recipe: 'lock', path: '/locks', prefix: 'id_' }),
  herdLock: () => ({ recipe: 'lock', path: '/locks', prefix: 'id_', herd: true }),
  readLock: () => ({ recipe: 'readLock', path: '/readwrite' }),
  writeLock: () => ({ recipe: 'writeLock', path: '/readwrite' }),
  election: () => ({ recipe: 'election', path: '/master' }),
  member: () => ({ recipe: 'member', path: '/groupMember' }),
  group: () => ({ recipe: 'group', path: '/groupMember' }),
  provider: (client) => ({
    recipe: 'provider',
    path: '/names/orders',
    address: encodeUtf8(addressOf(client)),
  }),
  resolve: () => ({ recipe: 'resolve', path: '/names/orders' }),
  config: () => ({ recipe: 'config', path: '/config/common.yml', watch: 'oneShot' }),
  configWrite: (client) => ({
    recipe: 'configWrite',
    path: '/config/common.yml',
    data: encodeUtf8(`server:\n  port: 8080\nlog:\n  level: debug\nby: ${client}\n`),
  }),
  queuePut: (client) => ({ recipe: 'queuePut', path: '/queue', data: encodeUtf8(`job of ${client}`) }),
  queueTake: () => ({ recipe: 'queueTake', path: '/queue' }),
  barrier: () => ({ recipe: 'barrier', path: '/barrier' }),
  doubleBarrier: () => ({ recipe: 'doubleBarrier', path: '/together', size: 3 }),
  counter: () => ({ recipe: 'counter', path: '/counter', add: 1 }),
  twoPhase: () => ({ recipe: 'twoPhase', path: '/transaction', sites: SITES }),
  site: (client) => ({ recipe: 'site', path: '/transaction', site: client, vote: 'commit' }),
}

/** The run that the page offers under this name, for a client. */
export function offered(name: OfferName, client: string): RecipeRun {
  return OFFERS[name](client)
}
/** The names in the order of the menu. */
export function offeredNames(): readonly OfferName[] {
  return Object.keys(OFFERS).filter((name): name is OfferName => name in OFFERS)
}

/** Adds a client under the next free letter, and has it run the recipe. */
export async function addClientWith(name: OfferName): Promise<void> {
  const { clients } = store.getState().cluster
  const free = LETTERS.find((letter) => !clients.has(letter)) ?? LETTERS.find((l) => clients.get(l)?.life === 'down')
  if (free === undefined) return void (await intervene({ type: 'addClient' }))
  const added = await intervene({ type: 'addClient', name: free })
  if (added.type === 'done') await intervene({ type: 'run', client: free, run: offered(name, free) })
}
