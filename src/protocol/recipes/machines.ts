/** Every recipe's machine, and how each run begins. */
import { unreachable } from '../../ground/base/assert.ts'
import { joinPath, pathProblem } from '../../ground/data/path.ts'
import type { Machine } from './acts.ts'
import { barrier, doubleBarrier } from './barrier.ts'
import { config, configWrite } from './config.ts'
import { counter } from './counter.ts'
import { group, resolve } from './group.ts'
import { line } from './line.ts'
import { queuePut, queueTake } from './queue.ts'
import type { RecipeRun } from './seam.ts'
import type { Kind, Runs, Stages } from './state.ts'
import { site, twoPhase } from './twoPhase.ts'

export const machines: { readonly [K in Kind]: Machine<K> } = {
  line,
  group,
  resolve,
  config,
  configWrite,
  queuePut,
  queueTake,
  barrier,
  doubleBarrier,
  counter,
  twoPhase,
  site,
}

type First = { readonly [K in Kind]: { readonly kind: K; readonly run: Runs[K]; readonly stage: Stages[K] } }[Kind]

/** The machine of a run and its first stage; undefined where the run's parameters make no sense. */
export function firstOf(run: RecipeRun): First | undefined {
  return isSensible(run) ? beginningOf(run) : undefined
}

function beginningOf(run: RecipeRun): First {
  switch (run.recipe) {
    case 'lock':
    case 'readLock':
    case 'writeLock':
    case 'election':
      return { kind: 'line', run, stage: { type: 'listing' } }
    case 'member':
    case 'group':
    case 'provider':
      return { kind: 'group', run, stage: { type: 'listing' } }
    case 'resolve':
      return { kind: 'resolve', run, stage: { type: 'listing' } }
    case 'config': {
      const stage =
        run.watch === 'persistent' ? ({ type: 'subscribing' } as const) : ({ type: 'reading', again: false } as const)
      return { kind: 'config', run, stage }
    }
    case 'configWrite':
      return { kind: 'configWrite', run, stage: { type: 'reading' } }
    case 'queuePut':
      return { kind: 'queuePut', run, stage: { type: 'putting' } }
    case 'queueTake':
      return { kind: 'queueTake', run, stage: { type: 'listing' } }
    case 'barrier':
      return { kind: 'barrier', run, stage: { type: 'checking' } }
    case 'doubleBarrier':
      return { kind: 'doubleBarrier', run, stage: { type: 'looking' } }
    case 'counter':
      return { kind: 'counter', run, stage: { type: 'reading' } }
    case 'twoPhase':
      return { kind: 'twoPhase', run, stage: { type: 'asking' } }
    case 'site':
      return { kind: 'site', run, stage: { type: 'looking' } }
    default:
      return unreachable(run)
  }
}

function isSensible(run: RecipeRun): boolean {
  const isName = (name: string): boolean => !name.includes('/') && pathProblem(joinPath(run.path, name)) === undefined
  const isWhole = (value: number, min: number, max: number): boolean =>
    Number.isInteger(value) && value >= min && value <= max
  switch (run.recipe) {
    case 'lock':
      return isName(`${run.prefix}x`)
    case 'member':
      return run.member === undefined || isName(run.member)
    case 'doubleBarrier':
      return isWhole(run.size, 1, 1000) && (run.member === undefined || (isName(run.member) && run.member !== 'ready'))
    case 'queuePut':
      return run.priority === undefined || isWhole(run.priority, 0, 99)
    case 'queueTake':
      return run.count === undefined || isWhole(run.count, 1, Number.MAX_SAFE_INTEGER)
    case 'counter':
      return Number.isSafeInteger(run.add)
    case 'twoPhase':
      return run.sites.length > 0 && new Set(run.sites).size === run.sites.length && run.sites.every(isName)
    case 'site':
      return isName(run.site)
    default:
      return true
  }
}
