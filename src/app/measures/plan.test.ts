import { describe, expect, test } from 'vitest'
import { epoch, serverId, ZXID_ZERO } from '../../ground/ids.ts'
import type { TraceEvent } from '../../protocol/trace.ts'
import { type Act, advance, FAILURES, isOver, PLANS, patienceMs, type Run, servingLeader, startRun } from './plan.ts'

const SERVERS = [1, 2, 3, 4, 5, 6, 7].map(serverId)
const serving = (role: 'leading' | 'following'): TraceEvent => ({
  type: 'serving',
  role,
  epoch: epoch(1),
  zxid: ZXID_ZERO,
})

/** A world that does what it is told at once: who is killed is down, the next one leads, who is restarted follows. */
function world(plan = PLANS.short) {
  const state = { run: startRun(plan, SERVERS, 0), at: 0, acts: [] as Act[] }
  const told = (server: number, event: Parameters<typeof tell>[1]) => tell(server, event)
  function tell(
    server: number,
    event:
      | TraceEvent
      | { type: 'nodeEnded'; how: 'killed'; reason: string }
      | { type: 'nodeStarted'; incarnation: number },
  ) {
    state.run = advance(state.run, { type: 'told', at: state.at, server: serverId(server), event }).run
  }
  return {
    state,
    told,
    answer: () => {
      state.run = advance(state.run, { type: 'answers', at: state.at }).run
    },
    /** `ms` pass in steps of 100; returns what was to be done. */
    pass: (ms: number): readonly Act[] => {
      const acts: Act[] = []
      for (let passed = 0; passed < ms; passed += 100) {
        state.at += 100
        const step = advance(state.run, { type: 'time', at: state.at })
        state.run = step.run
        acts.push(...step.acts)
      }
      return acts
    },
    up: () => {
      told(7, serving('leading'))
      for (const id of [1, 2, 3, 4, 5, 6]) told(id, serving('following'))
    },
  }
}
type World = ReturnType<typeof world>

/** Passes time until something is to be done. */
function until(w: World): readonly Act[] {
  for (let i = 0; i < 1000; i++) {
    w.answer()
    const acts = w.pass(100)
    if (acts.length > 0 || isOver(w.state.run)) return acts
  }
  return []
}
function obey(w: World, acts: readonly Act[]): void {
  const leader = servingLeader(w.state.run)
  for (const { type, server } of acts) {
    if (type === 'restart') {
      w.told(server, { type: 'nodeStarted', incarnation: 2 })
      w.told(server, serving('following'))
    } else {
      w.told(server, { type: 'nodeEnded', how: 'killed', reason: 'killed by hand' })
      if (server === leader) {
        const next = SERVERS.find((id) => id !== server && w.state.run.servers.get(id)?.up === true)
        if (next !== undefined) w.told(next, serving('leading'))
      }
    }
  }
}

describe('the failure benchmark as a machine', () => {
  test('five events in the official order, each recovered from before the next', () => {
    const w = world()
    w.up()
    while (!isOver(w.state.run)) obey(w, until(w))
    const { marks, phase } = w.state.run
    expect(phase.type).toBe('over')
    expect(marks.map(({ failure }) => failure)).toEqual(FAILURES)
    expect(marks.map(({ victims }) => victims.length)).toEqual([1, 1, 1, 2, 1])
    expect(marks.every(({ recoveredAt }) => recoveredAt !== undefined)).toBe(true)
    expect(marks.map(({ election }) => election !== undefined)).toEqual([false, false, true, false, true])
    expect(marks[4]?.victims).not.toEqual(marks[2]?.victims)
    expect(marks[1]?.victims).not.toEqual(marks[0]?.victims)
  })

  test('nothing fails before a leader serves and clients are answered', () => {
    const w = world()
    expect(w.pass(10_000)).toEqual([])
    w.up()
    expect(w.pass(10_000)).toEqual([])
    expect(w.state.run.phase.type).toBe('starting')
    w.answer()
    expect(w.pass(PLANS.short.warmMs + 100)).toEqual([])
    expect(w.state.run.phase.type).toBe('resting')
  })

  test('a dead leader is not started again before another one serves and answers, however long it takes', () => {
    const w = world()
    w.up()
    for (let i = 0; i < 4; i++) obey(w, until(w))
    const [kill] = until(w)
    expect(kill).toEqual({ type: 'kill', server: 7 })
    w.told(7, { type: 'nodeEnded', how: 'killed', reason: 'killed by hand' })
    expect(w.pass(20_000)).toEqual([])
    w.told(3, { type: 'roleChanged', role: 'leading', leader: serverId(3), reason: 'elected' })
    w.told(3, serving('leading'))
    expect(w.pass(1000)).toEqual([])
    w.answer()
    expect(w.pass(100)).toEqual([{ type: 'restart', server: 7 }])
    expect(w.state.run.marks[2]?.election?.leader).toBe(3)
    expect(w.state.run.marks[2]?.election?.servingAt).toBeDefined()
  })

  test('what does not come within a minute ends the run, and the end says what was missing', () => {
    const w = world()
    expect(w.pass(patienceMs + 200)).toEqual([])
    expect(w.state.run.phase).toMatchObject({ type: 'stuck', missing: 'leader' })
    const late: Run = w.state.run
    expect(advance(late, { type: 'time', at: 1e9 })).toEqual({ run: late, acts: [] })
  })
})
