/**
 * What the trace tells of the clients' work: operations and watch events by the second, how long answers took, and every
 * election with its phases. Pure; times are the ensemble's own (virtual milliseconds). A new ensemble is measured anew.
 *
 * An operation is one that an application or a recipe asked for, from its sending to its answer, as the client saw it; what
 * the library sends by itself (pings, watches told again) is none.
 */
import { type Millis, serverOf } from '../../ground/ids.ts'
import type { OpName } from '../../ground/jute/opcodes.ts'
import type { Happening } from '../../hosts/engine.ts'
import { count, type Histogram } from '../../hosts/histogram.ts'
import { followElection, startElection } from '../store/election.ts'
import type { ElectionModel } from '../store/model.ts'

/** Seconds that the chart shows, and elections that the table keeps. */
export const SECONDS_MAX = 60
export const ELECTIONS_MAX = 20
/** Operations that change something: a majority answers them. */
const WRITES: ReadonlySet<OpName> = new Set<OpName>([
  'create',
  'create2',
  'createContainer',
  'createTTL',
  'delete',
  'deleteContainer',
  'setData',
  'setACL',
  'multi',
  'reconfig',
])
const SILENT: ReadonlySet<OpName> = new Set<OpName>(['ping', 'setWatches', 'setWatches2', 'createSession', 'auth'])

/** One second of the ensemble's time: `second` is its number. */
export type Second = {
  readonly second: number
  readonly reads: number
  readonly writes: number
  readonly watches: number
}
export type OpMeasure = { readonly op: OpName; readonly counts: Histogram; readonly failed: number }
export type LiveMeasures = {
  /** Seconds in which something happened, oldest first. */
  readonly seconds: readonly Second[]
  readonly ops: ReadonlyMap<OpName, OpMeasure>
  /** Oldest first; the last may be under way. */
  readonly elections: readonly ElectionModel[]
  readonly at: Millis
}

export function emptyMeasures(): LiveMeasures {
  return { seconds: [], ops: new Map(), elections: [], at: 0 }
}

/** The measures after a batch; the same object where nothing of it counts. */
export function measured(before: LiveMeasures, batch: readonly Happening[]): LiveMeasures {
  const begin = batch.findLastIndex(
    ({ event }) => event.type === 'commandTaken' && event.command.type === 'newEnsemble',
  )
  let after = begin >= 0 ? { ...emptyMeasures(), at: before.at } : before
  for (const happening of begin >= 0 ? batch.slice(begin + 1) : batch) after = withHappening(after, happening)
  return after
}

function withHappening(measures: LiveMeasures, { at, node, event }: Happening): LiveMeasures {
  switch (event.type) {
    case 'answered':
      return SILENT.has(event.op) ? measures : withAnswer(measures, at, event)
    case 'watchEvent':
      return withSecond(measures, at, 'watches')
    case 'nodeStarted':
    case 'nodeEnded':
    case 'roleChanged':
    case 'phaseChanged':
    case 'serving': {
      const server = serverOf(node)
      return server === undefined ? measures : withElection(measures, at, server, event)
    }
    default:
      return measures
  }
}

type Answered = Extract<Happening['event'], { type: 'answered' }>
function withAnswer(measures: LiveMeasures, at: Millis, { op, tookMs, error }: Answered): LiveMeasures {
  const known = measures.ops.get(op) ?? { op, counts: [], failed: 0 }
  // A refusal is an answer too; a lost connection is none.
  if (error === 'connectionLoss' || error === 'sessionExpired') {
    return { ...measures, ops: new Map(measures.ops).set(op, { ...known, failed: known.failed + 1 }) }
  }
  const counts = [...known.counts]
  count(counts, tookMs)
  const ops = new Map(measures.ops).set(op, { ...known, counts })
  return withSecond({ ...measures, ops }, at, WRITES.has(op) ? 'writes' : 'reads')
}

function withSecond(measures: LiveMeasures, at: Millis, what: 'reads' | 'writes' | 'watches'): LiveMeasures {
  const second = Math.floor(at / 1000)
  const { seconds } = measures
  const place = seconds.findLastIndex((one) => one.second <= second)
  const known = seconds[place]
  const now = Math.max(measures.at, at)
  if (known?.second === second) {
    const changed = { ...known, [what]: known[what] + 1 }
    return { ...measures, at: now, seconds: seconds.with(place, changed) }
  }
  const fresh: Second = { second, reads: 0, writes: 0, watches: 0, [what]: 1 }
  return { ...measures, at: now, seconds: seconds.toSpliced(place + 1, 0, fresh).slice(-SECONDS_MAX) }
}

type OfElections = Extract<
  Happening['event'],
  { type: 'nodeStarted' | 'nodeEnded' | 'roleChanged' | 'phaseChanged' | 'serving' }
>
function withElection(
  measures: LiveMeasures,
  at: Millis,
  server: Parameters<typeof followElection>[1],
  event: OfElections,
): LiveMeasures {
  const { elections } = measures
  const last = elections.at(-1)
  if (event.type === 'nodeEnded') {
    // A lost leader begins the next one: who led is who was elected last.
    if (last?.servingAt === undefined || last.leader !== server) return measures
    return withElections(measures, [...elections, startElection('leaderLost', server, at)])
  }
  if (event.type === 'nodeStarted')
    return last === undefined ? withElections(measures, [startElection('start', undefined, at)]) : measures
  if (last === undefined) return measures
  if (last.servingAt !== undefined) {
    // A leader that lives and looks again has lost its majority.
    if (event.type !== 'roleChanged' || event.role !== 'looking' || last.leader !== server) return measures
    const started = startElection('leaderLost', server, at)
    return withElections(measures, [...elections, followElection(started, server, at, event)])
  }
  const followed = followElection(last, server, at, event)
  return followed === last ? measures : withElections(measures, elections.with(-1, followed))
}
function withElections(measures: LiveMeasures, elections: readonly ElectionModel[]): LiveMeasures {
  return { ...measures, elections: elections.slice(-ELECTIONS_MAX) }
}

/** The rates of the last full second and those of the seconds before `now`, oldest first, without gaps. */
export function lastSeconds({ seconds }: LiveMeasures, now: Millis, wanted: number = SECONDS_MAX): readonly Second[] {
  const last = Math.floor(now / 1000) - 1
  const bySecond = new Map(seconds.map((one) => [one.second, one]))
  return Array.from({ length: wanted }, (_, i) => {
    const second = last - wanted + 1 + i
    return bySecond.get(second) ?? { second, reads: 0, writes: 0, watches: 0 }
  })
}
