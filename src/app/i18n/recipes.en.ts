/** Words of the recipes, in English: their names, where they stand, what they did, and how one starts them. */
import type { RecipeDeed } from '../../protocol/recipes/seam.ts'
import type { LockModel } from '../store/model.ts'
import type { OfferName } from '../store/recipes.ts'

const names: { readonly [K in OfferName]: string } = {
  lock: 'lock',
  herdLock: 'lock with a herd',
  readLock: 'read lock',
  writeLock: 'write lock',
  election: 'leader election',
  member: 'group membership',
  group: 'group watch',
  provider: 'service address',
  resolve: 'name lookup',
  config: 'configuration watch',
  configWrite: 'configuration write',
  queuePut: 'queue producer',
  queueTake: 'queue consumer',
  barrier: 'barrier',
  doubleBarrier: 'double barrier',
  counter: 'counter',
  twoPhase: 'two-phase commit',
  site: 'vote of a site',
}
type State = (client: string, name: string, path: string, behind: string) => string
const states: { readonly [K in LockModel['state']]: State } = {
  joining: (client, name, path) => `${client} begins: ${name} at ${path}.`,
  waiting: (client, name, _path, behind) => `${client} waits (${name}): it watches ${behind}.`,
  holding: (client, name, path) => `${client} is in (${name}): ${path}.`,
  released: (client, name, path) => `${client} is done: ${name} at ${path}.`,
  lost: (client, name) => `${client} lost its place with its session: ${name}.`,
  failed: (client, name, path) => `${client} could not go on: ${name} at ${path}.`,
}
/** What a deed says: its paths and data as words. */
export type DeedWords = { readonly path: string; readonly text: string; readonly number: number }
const deeds: { readonly [K in RecipeDeed['type']]: (client: string, deed: DeedWords) => string } = {
  members: (client, { path, text }) => `${client} sees who is in ${path}: ${text === '' ? 'nobody' : text}.`,
  configApplied: (client, { path, text }) => `${client} applies ${path}: ${text}`,
  configWritten: (client, { path, text }) => `${client} wrote ${path}: ${text}`,
  itemPut: (client, { path, text }) => `${client} put an item into the queue, ${path}: ${text}`,
  itemTaken: (client, { path, text }) => `${client} took ${path}: ${text}`,
  resolved: (client, { path, text }) => `${client} looked up ${path}: ${text}`,
  counted: (client, { path, number }) => `${client} counted ${path} to ${number}.`,
  passed: (client, { path }) => `${client} passes: the barrier ${path} is gone.`,
  voted: (client, { path, text }) => `${client} knows a vote at ${path}: ${text}.`,
  decided: (client, { path, text }) => `${client} knows the decision of ${path}: ${text}.`,
}

export const recipesEn = {
  names,
  states,
  deeds,
  gone: 'nothing any more',
  choose: 'Recipe…',
  add: 'Add client with recipe',
  runOn: (client: string) => `Run a recipe on ${client}`,
  release: (client: string, name: string, path: string) => `Let go: ${name} of ${client} at ${path}`,
}
