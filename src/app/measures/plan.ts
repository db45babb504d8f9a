/**
 * The official failure benchmark as a machine: pure, fed with what happens, and telling what to do next.
 *
 * The plan is that of ZooKeeper's overview ("Reliability"): seven servers under a constant load of 30 % writes, and five
 * events: a follower fails and recovers; another follower does; the leader fails and recovers; two followers fail and
 * recover; another leader fails.
 *
 * Laws: 1. The spacing is a length of time, as in the official run; every step beyond it waits for what it needs: a leader
 * that serves, answers to clients, servers that are back. 2. What does not come within `patienceMs` ends the run, and the
 * end says what was missing.
 */
import type { Millis, ServerId } from '../../ground/ids.ts'
import type { HostEvent } from '../../hosts/engine.ts'
import type { RoleName, ServerEvent, TraceEvent } from '../../protocol/trace.ts'
import { followElection, startElection } from '../store/election.ts'
import type { ElectionModel } from '../store/model.ts'

export type Failure = 'follower' | 'otherFollower' | 'leader' | 'twoFollowers' | 'otherLeader'
export const FAILURES: readonly Failure[] = ['follower', 'otherFollower', 'leader', 'twoFollowers', 'otherLeader']

/** Spaces in milliseconds: before the first event, while servers are down, and between their return and the next event. */
export type Plan = {
  readonly warmMs: Millis
  readonly downMs: Millis
  readonly restMs: Millis
}
export type Pace = 'short' | 'usual' | 'long'
export const PLANS: { readonly [K in Pace]: Plan } = {
  short: { warmMs: 1500, downMs: 1000, restMs: 1000 },
  usual: { warmMs: 4000, downMs: 3000, restMs: 3000 },
  long: { warmMs: 15_000, downMs: 10_000, restMs: 10_000 },
}
/** How long a step waits for what it needs, beyond its space. */
export const patienceMs: Millis = 60_000

/** One event of the plan as it went. */
export type Mark = {
  readonly failure: Failure
  readonly victims: readonly ServerId[]
  readonly failedAt: Millis
  /** Of a leader's failure. */
  readonly election: ElectionModel | undefined
  readonly restartedAt: Millis | undefined
  /** All of them serve again. */
  readonly recoveredAt: Millis | undefined
}
type Member = { readonly role: RoleName; readonly up: boolean; readonly serving: boolean }
export type Missing = 'leader' | 'answers' | 'servers'
export type Phase =
  | { readonly type: 'starting' }
  | { readonly type: 'resting'; readonly until: Millis }
  | { readonly type: 'down'; readonly until: Millis }
  | { readonly type: 'returning' }
  | { readonly type: 'over'; readonly at: Millis }
  | { readonly type: 'stuck'; readonly at: Millis; readonly missing: Missing }
export type Run = {
  readonly plan: Plan
  readonly phase: Phase
  /** When the present phase began. */
  readonly since: Millis
  readonly servers: ReadonlyMap<ServerId, Member>
  readonly marks: readonly Mark[]
  /** When the last answer came to a client. */
  readonly answeredAt: Millis | undefined
}
export type Heard =
  | { readonly type: 'told'; readonly at: Millis; readonly server: ServerId; readonly event: TraceEvent | HostEvent }
  /** Clients were given answers. */
  | { readonly type: 'answers'; readonly at: Millis }
  | { readonly type: 'time'; readonly at: Millis }
export type Act = { readonly type: 'kill' | 'restart'; readonly server: ServerId }
export type Step = { readonly run: Run; readonly acts: readonly Act[] }

export function startRun(plan: Plan, servers: readonly ServerId[], at: Millis): Run {
  const member: Member = { role: 'looking', up: true, serving: false }
  return {
    plan,
    phase: { type: 'starting' },
    since: at,
    servers: new Map(servers.map((id) => [id, member])),
    marks: [],
    answeredAt: undefined,
  }
}

/** The run after what was heard, and what is to be done. */
export function advance(run: Run, heard: Heard): Step {
  if (isOver(run)) return { run, acts: [] }
  switch (heard.type) {
    case 'told':
      return { run: onTold(run, heard), acts: [] }
    case 'answers':
      return { run: { ...run, answeredAt: heard.at }, acts: [] }
    case 'time':
      return onTime(run, heard.at)
  }
}

export function isOver({ phase }: Run): boolean {
  return phase.type === 'over' || phase.type === 'stuck'
}
/** The server that leads and serves, or undefined. */
export function servingLeader({ servers }: Run): ServerId | undefined {
  return [...servers].find(([, { role, up, serving }]) => up && serving && role === 'leading')?.[0]
}

function onTold(run: Run, { at, server, event }: Extract<Heard, { type: 'told' }>): Run {
  const before = run.servers.get(server)
  if (before === undefined) return run
  const after = memberAfter(before, event)
  const servers = after === before ? run.servers : new Map(run.servers).set(server, after)
  return { ...run, servers, marks: withElection(run.marks, server, at, event) }
}

function memberAfter(member: Member, event: TraceEvent | HostEvent): Member {
  switch (event.type) {
    case 'nodeStarted':
      return { role: 'looking', up: true, serving: false }
    case 'nodeEnded':
      return { role: 'looking', up: false, serving: false }
    case 'roleChanged':
      return { ...member, role: event.role, serving: false }
    case 'serving':
      return { ...member, role: event.role, serving: true }
    default:
      return member
  }
}

const OF_ELECTIONS: ReadonlySet<string> = new Set<ServerEvent['type']>(['roleChanged', 'phaseChanged', 'serving'])
function withElection(
  marks: readonly Mark[],
  server: ServerId,
  at: Millis,
  event: TraceEvent | HostEvent,
): readonly Mark[] {
  const last = marks.at(-1)
  if (last?.election === undefined || !OF_ELECTIONS.has(event.type)) return marks
  if (event.type !== 'roleChanged' && event.type !== 'phaseChanged' && event.type !== 'serving') return marks
  const election = followElection(last.election, server, at, event)
  return election === last.election ? marks : [...marks.slice(0, -1), { ...last, election }]
}

function onTime(run: Run, at: Millis): Step {
  const { phase, plan } = run
  switch (phase.type) {
    case 'starting':
      if (missingOf(run, run.since) === undefined)
        return stay(entered(run, { type: 'resting', until: at + plan.warmMs }, at))
      return stay(patient(run, run.since, at))
    case 'resting':
      if (at < phase.until) return stay(run)
      if (run.marks.length === FAILURES.length) return stay(entered(run, { type: 'over', at }, at))
      return missingOf(run, run.since) === undefined ? fail(run, at) : stay(patient(run, phase.until, at))
    case 'down':
      if (at < phase.until) return stay(run)
      return whyNotRestart(run) === undefined ? restart(run, at) : stay(patient(run, phase.until, at))
    case 'returning':
      if (missingOf(run, run.since) !== undefined) return stay(patient(run, run.since, at))
      return stay(
        entered(
          { ...run, marks: withLast(run.marks, { recoveredAt: at }) },
          { type: 'resting', until: at + plan.restMs },
          at,
        ),
      )
    default:
      return stay(run)
  }
}

function stay(run: Run): Step {
  return { run, acts: [] }
}
function entered(run: Run, phase: Phase, at: Millis): Run {
  return { ...run, phase, since: at }
}

/** What has not come since `since`, so that not all is well. */
function missingOf(run: Run, since: Millis): Missing | undefined {
  return (
    whyNotRestart(run, since) ?? ([...run.servers.values()].every(({ serving }) => serving) ? undefined : 'servers')
  )
}
/** Why those that are down are not started again yet: without a leader and answers the event has not been got over. */
function whyNotRestart(run: Run, since: Millis = run.marks.at(-1)?.failedAt ?? 0): Missing | undefined {
  if (servingLeader(run) === undefined) return 'leader'
  const served = run.marks.at(-1)?.election?.servingAt ?? since
  return run.answeredAt === undefined || run.answeredAt < Math.max(since, served) ? 'answers' : undefined
}

function patient(run: Run, since: Millis, at: Millis): Run {
  if (at - since < patienceMs) return run
  const missing = missingOf(run, run.since) ?? 'answers'
  return entered(run, { type: 'stuck', at, missing }, at)
}

function fail(run: Run, at: Millis): Step {
  const failure = FAILURES[run.marks.length]
  const leader = servingLeader(run)
  if (failure === undefined || leader === undefined) return stay(run)
  const victims = victimsOf(run, failure, leader)
  const election = victims.includes(leader) ? startElection('leaderLost', leader, at) : undefined
  const mark: Mark = { failure, victims, failedAt: at, election, restartedAt: undefined, recoveredAt: undefined }
  const next = { ...run, marks: [...run.marks, mark] }
  return {
    run: entered(next, { type: 'down', until: at + run.plan.downMs }, at),
    acts: victims.map((server) => ({ type: 'kill', server })),
  }
}

/** Followers in the order of their ids, each that has not failed yet before those that have. */
function victimsOf(run: Run, failure: Failure, leader: ServerId): readonly ServerId[] {
  if (failure === 'leader' || failure === 'otherLeader') return [leader]
  const failed = new Set(run.marks.flatMap(({ victims }) => victims))
  const followers = [...run.servers.keys()].filter((id) => id !== leader).sort((a, b) => a - b)
  const fresh = followers.filter((id) => !failed.has(id))
  return [...fresh, ...followers.filter((id) => failed.has(id))].slice(0, failure === 'twoFollowers' ? 2 : 1)
}

function restart(run: Run, at: Millis): Step {
  const victims = run.marks.at(-1)?.victims ?? []
  const next = { ...run, marks: withLast(run.marks, { restartedAt: at }) }
  return {
    run: entered(next, { type: 'returning' }, at),
    acts: victims.map((server) => ({ type: 'restart', server })),
  }
}
function withLast(marks: readonly Mark[], change: Partial<Mark>): readonly Mark[] {
  const last = marks.at(-1)
  return last === undefined ? marks : [...marks.slice(0, -1), { ...last, ...change }]
}
