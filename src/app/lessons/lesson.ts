/**
 * A lesson as data. The ensemble decides what is done: a goal is a predicate over the picture and over what happened since
 * the step began, so a button, a key, the console and another program all count.
 * Laws: 1. Every text stands in both languages, or it does not compile. 2. A step can be done by its own `moves`, and is
 * not done before them (lessons.test.ts solves every lesson). 3. Nothing here waits for a timer.
 */
import type { CatalogueBug } from '../../ground/base/mut.ts'
import type { ServerId } from '../../ground/ids.ts'
import type { Command } from '../../hosts/command.ts'
import type { Happening } from '../../hosts/engine.ts'
import type { ClusterModel } from '../store/model.ts'

/** A text in every language of the page. `code` stands between backticks, and **strong** words between stars. */
export type L10n = { readonly en: string; readonly 'zh-CN': string }

/** What a goal may look at. `from` is the picture when the step began, `events` what was told since, without messages. */
export type Facts = {
  readonly from: ClusterModel
  readonly cluster: ClusterModel
  readonly events: readonly Happening[]
}
export type Check = (facts: Facts) => boolean

/**
 * One act of "do it": taken as soon as `when` holds. An act that is needless by then gives undefined. `hurried`: the next one
 * does not wait for its answer.
 */
export type Move = {
  readonly when?: Check
  readonly act: (facts: Facts) => Command | undefined
  readonly hurried?: true
}

/** What "show me" lights up. */
export type Anchor =
  | { readonly type: 'server'; readonly id: ServerId }
  | { readonly type: 'client'; readonly name: string }
  | { readonly type: 'znode'; readonly path: string }
  | { readonly type: 'area'; readonly name: AreaName }
export type AreaName = 'killLeader' | 'createLock' | 'healAll' | 'addClient' | 'tree' | 'dock' | 'connections'

/**
 * A new ensemble that a step begins with, in the place of what the steps before left behind. `zoo`: its servers have this
 * bug. `arrange`: what is done to it before the reader's turn.
 */
export type Fresh = { readonly zoo?: CatalogueBug; readonly arrange: readonly Move[] }

/** One thing that the reader does, and what there is to see when the ensemble has taken it. */
export type Act = { readonly text: L10n; readonly seen: L10n; readonly done: Check }

export type Step = {
  readonly id: string
  readonly fresh?: Fresh
  readonly text: L10n
  /** One imperative sentence. */
  readonly goal: L10n
  /** Where the goal takes several acts: all of them, in order. Each is ticked when the ensemble says so. */
  readonly acts?: readonly Act[]
  readonly hint: L10n
  readonly show: (facts: Facts) => readonly Anchor[]
  readonly moves: readonly Move[]
  readonly done: Check
  /** Told after success: why it came out like this. */
  readonly why: L10n
  /** Moves that miss the point, each with what happened and why; the first that holds is told. */
  readonly wrong: readonly { readonly when: Check; readonly text: L10n }[]
}

/** The ensemble that a lesson begins with. `seed` is for the simulator; live workers bring their own dice. */
export type Scenario = {
  readonly servers: 1 | 3 | 5 | 7
  /** No server is started at first. */
  readonly idle?: true
  readonly clients: readonly string[]
  /** The first tree, parents first, made through the first client. */
  readonly tree: readonly { readonly path: string; readonly text: string | null }[]
  readonly seed: number
}

export type Lesson = {
  readonly id: string
  /** Its place in the contents. */
  readonly number: number
  readonly title: L10n
  readonly summary: L10n
  readonly minutes: number
  readonly scenario: Scenario
  /** The pane of the dock that it is about, shown when it opens. */
  readonly pane?: 'console' | 'connections'
  readonly steps: readonly [Step, ...Step[]]
}
