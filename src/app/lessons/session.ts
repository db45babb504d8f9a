/**
 * Where a lesson stands: a pure reducer. What was told is gathered for the present step; after each batch its goal is asked
 * once, and what is done stays done. Going to a step means a fresh ensemble, the lesson's first tree, and the moves of
 * all steps before it: that is what back, reset and links have in common.
 */
import type { Command } from '../../hosts/command.ts'
import type { Happening } from '../../hosts/engine.ts'
import type { ClusterModel } from '../store/model.ts'
import { allServe, isConnected } from './facts.ts'
import type { Check, Facts, Fresh, L10n, Lesson, Move, Step } from './lesson.ts'
import { create, submit } from './moves.ts'

/** Events kept of one step: the oldest go first. */
export const STEP_EVENTS_MAX = 20_000

export type LessonSession = {
  readonly lesson: Lesson
  /** From 0. */
  readonly step: number
  /** `arranging`: the ensemble is being brought to where the step begins. */
  readonly phase: 'arranging' | 'playing' | 'done'
  readonly facts: Facts
  /** What to say about a move that missed. */
  readonly wrong: L10n | undefined
}

export function stepOf({ lesson, step }: LessonSession): Step {
  return lesson.steps[step] ?? lesson.steps[0]
}

/** A lesson whose ensemble is being made. */
export function opened(lesson: Lesson, step: number, cluster: ClusterModel): LessonSession {
  const inside = Math.min(Math.max(0, step), lesson.steps.length - 1)
  return { lesson, step: inside, phase: 'arranging', facts: factsFrom(cluster), wrong: undefined }
}
/** The step begins now. */
export function begun(session: LessonSession, step: number, cluster: ClusterModel): LessonSession {
  return { ...session, step, phase: 'playing', facts: factsFrom(cluster), wrong: undefined }
}
function factsFrom(cluster: ClusterModel): Facts {
  return { from: cluster, cluster, events: [] }
}

/** The session after a batch; messages in the air are nobody's goal. */
export function heard(session: LessonSession, batch: readonly Happening[], cluster: ClusterModel): LessonSession {
  const news = batch.filter(({ event }) => event.type !== 'messageSent' && event.type !== 'messageDelivered')
  const events = [...session.facts.events, ...news].slice(-STEP_EVENTS_MAX)
  const facts: Facts = { ...session.facts, cluster, events }
  if (session.phase !== 'playing') return { ...session, facts }
  const step = stepOf(session)
  if (step.done(facts)) return { ...session, facts, phase: 'done', wrong: undefined }
  return { ...session, facts, wrong: step.wrong.find(({ when }) => when(facts))?.text }
}

/** Whether the first tree can be made. */
const canPlant = (client: string): Check => {
  return (facts) => allServe(facts) && isConnected(facts, client)
}
/** What makes the lesson's first tree, in the fresh ensemble. */
export function planting({ scenario }: Lesson): readonly Move[] {
  const [first] = scenario.clients
  if (first === undefined) return []
  return scenario.tree.map(({ path, text }) => submit(first, create(path, text), canPlant(first)))
}
/** What leads to where a step begins: the newest fresh ensemble up to it, and the steps since, to be done again. */
export function wayTo(
  { steps }: Lesson,
  step: number,
): { readonly fresh: Fresh | undefined; readonly earlier: readonly Step[] } {
  const start = steps.findLastIndex(({ fresh }, index) => fresh !== undefined && index <= step)
  return { fresh: steps[start]?.fresh, earlier: steps.slice(Math.max(0, start), step) }
}
/** The command for the ensemble that a step begins with, before its first tree. */
export function founding({ scenario }: Lesson, fresh: Fresh | undefined): Command {
  const { servers, clients, idle } = scenario
  return {
    type: 'newEnsemble',
    servers,
    clients,
    ...(idle === undefined ? {} : { idle }),
    ...(fresh?.zoo === undefined ? {} : { zoo: fresh.zoo }),
  }
}

/** Whether the lesson's ensemble stands as its first step expects it. */
export function isReady({ scenario }: Lesson, facts: Facts): boolean {
  const { servers, clients } = facts.cluster
  if (servers.size !== scenario.servers) return false
  if (scenario.idle === true) return scenario.clients.every((name) => clients.has(name))
  return allServe(facts) && scenario.clients.every((name) => isConnected(facts, name))
}
