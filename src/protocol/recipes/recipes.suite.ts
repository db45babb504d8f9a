/** Helpers of the recipes' tests on a little ensemble, where a link can be cut between any request and its answer. */
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import {
  type App,
  carryOne,
  childrenOf,
  cut,
  type Ensemble,
  ensemble,
  give,
  join,
  settle,
} from '../client/ensemble.suite.ts'
import type { ClientOp, OpOutcome } from '../client/seam.ts'
import type { RecipeDeed, RecipeName, RecipeRun } from './seam.ts'

/** Longer than any recipe here takes, in messages. */
const MESSAGES = 40

let lastId = 0
export function run(e: Ensemble, app: App, wanted: RecipeRun): number {
  lastId += 1
  give(e, app, { type: 'run', id: lastId, run: wanted })
  return lastId
}
export function release(e: Ensemble, app: App, recipe: RecipeName): number {
  lastId += 1
  give(e, app, { type: 'release', id: lastId, recipe })
  return lastId
}
export function ask(e: Ensemble, app: App, op: ClientOp): void {
  lastId += 1
  give(e, app, { type: 'submit', id: lastId, op })
  settle(e)
}
export function set(path: string, text: string): ClientOp {
  return { type: 'setData', path, data: encodeUtf8(text), version: -1 }
}
export function outcomeOf(app: App, id: number): OpOutcome | undefined {
  return app.done.get(id)?.[0]
}
export function apps(e: Ensemble, ...names: readonly string[]): readonly App[] {
  const made = names.map((name) => join(e, name))
  settle(e)
  return made
}
export function pair(e: Ensemble): readonly [App, App] {
  return [join(e, 'A'), join(e, 'B')]
}
export function deedsOf<K extends RecipeDeed['type']>(app: App, type: K): readonly Extract<RecipeDeed, { type: K }>[] {
  return app.deeds.filter((deed): deed is Extract<RecipeDeed, { type: K }> => deed.type === type)
}
export function text(data: Uint8Array | null | undefined): string {
  return data === null || data === undefined ? '-' : decodeUtf8(data)
}
/** A new ensemble for each message after which the link of A is cut; each is played by `play`, which ends with its check. */
export function wherever(play: (e: Ensemble, cutLater: (app: App) => void) => void): void {
  for (let passed = 0; passed < MESSAGES; passed++) {
    const e = ensemble()
    play(e, (app) => {
      for (let i = 0; i < passed; i++) carryOne(e, app)
      cut(e, app)
      settle(e)
    })
  }
}
export function items(e: Ensemble): readonly string[] {
  return childrenOf(e, '/q').filter((name) => name.startsWith('queue-'))
}
