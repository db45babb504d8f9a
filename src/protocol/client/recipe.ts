/** The recipes inside the client: what they ask joins the client's queue, what they answer goes to the application. */
import { nextUint32 } from '../../ground/base/rng.ts'
import * as recipes from '../recipes/recipe.ts'
import type { RecipeName, RecipeRun } from '../recipes/seam.ts'
import type { Recipe, RecipeEffect } from '../recipes/state.ts'
import type { ClientEffect, OpOutcome } from './seam.ts'
import type { Client } from './state.ts'
import { forget, stayingPaths } from './watches.ts'

/** Recipes that a client runs at once, at most. Each has one question on its way, so the queue's bound needs no place for more. */
export const RECIPES_MAX = 64
/** Short ones may run beside each other at one path; of the rest one client stands once at each place. */
const SHORT: ReadonlySet<RecipeName> = new Set(['resolve', 'configWrite', 'queuePut', 'counter', 'barrier'])

type Act = (recipe: Recipe, effects: RecipeEffect[]) => void

/** Lets the recipe (if it still runs) do something and carries out what it wants. */
export function withRecipe(client: Client, id: number, out: ClientEffect[], act: Act): void {
  const recipe = client.recipes.get(id)
  if (recipe === undefined) return
  const effects: RecipeEffect[] = []
  act(recipe, effects)
  for (const effect of effects) {
    if (effect.type === 'ask') client.queue.push({ op: effect.op, asker: { type: 'recipe', id } })
    else out.push(effect)
  }
  if (!recipe.isOver) return
  client.recipes.delete(id)
  // A one-shot watch ends by itself; one that stays would be told of for ever.
  const paths = client.connection.type === 'ended' ? [] : stayingPaths(client.watches, id)
  for (const path of paths) {
    const op = { type: 'removeWatches', path, kind: 'any', local: true } as const
    client.queue.push({ op, asker: { type: 'recipe', id } })
  }
  forget(client.watches, id)
}

/** Lets each recipe do something, oldest first. */
export function withRecipes(client: Client, out: ClientEffect[], act: Act): void {
  for (const id of [...client.recipes.keys()]) withRecipe(client, id, out, act)
}

/** Starts a recipe. Refused with badArguments where its parameters make no sense, or where the same one runs at this path. */
export function runRecipe(client: Client, id: number, run: RecipeRun, out: ClientEffect[]): void {
  const { connection } = client
  if (connection.type === 'ended')
    return refuse(id, connection.how === 'authFailed' ? 'authFailed' : 'sessionExpired', out)
  if (client.closing !== 'no' || client.recipes.size >= RECIPES_MAX) return refuse(id, 'connectionLoss', out)
  if (!SHORT.has(run.recipe) && running(client, run.recipe, run.path) !== undefined) {
    return refuse(id, 'badArguments', out)
  }
  const hex = (): string => nextUint32(client.rng).toString(16).padStart(8, '0')
  const guid = `${hex()}${hex()}`
  const recipe = recipes.createRecipe(run, { id, client: client.config.name, session: client.session.id, guid })
  if (recipe === undefined) return refuse(id, 'badArguments', out)
  client.recipes.set(id, recipe)
  const isConnected = connection.type === 'connected'
  withRecipe(client, id, out, (started, effects) => recipes.onStarted(started, isConnected, effects))
}

/** Lets go of a recipe, the oldest of this name (at this path, where one is given); noNode where none runs. */
export function releaseRecipe(
  client: Client,
  id: number,
  name: RecipeName,
  path: string | undefined,
  out: ClientEffect[],
): void {
  const recipe = running(client, name, path)
  if (recipe === undefined) return refuse(id, 'noNode', out)
  withRecipe(client, recipe.id, out, (released, effects) => recipes.onRelease(released, id, effects))
}

function running(client: Client, name: RecipeName, path: string | undefined): Recipe | undefined {
  for (const recipe of client.recipes.values()) {
    if (recipe.run.recipe === name && (path === undefined || recipe.run.path === path)) return recipe
  }
  return undefined
}

function refuse(id: number, error: Extract<OpOutcome, { ok: false }>['error'], out: ClientEffect[]): void {
  out.push({ type: 'completed', id, outcome: { ok: false, error } })
}
