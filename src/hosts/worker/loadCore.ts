/**
 * A session of a load: the client library, and in the place of an application one that asks again as soon as it is
 * answered.
 *
 * Laws: 1. The session works on a znode of its own, which it makes first. 2. At most `window` operations wait for answers;
 * while the session is not connected nothing is asked. 3. What is counted is what was answered: a lost connection counts
 * its operations as failed, and they are not asked again.
 */
import { below, type Rng, rngOf } from '../../ground/base/rng.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import { type Client, createClient, nextDeadline, step } from '../../protocol/client/client.ts'
import type { ClientConfig, ClientEffect, ClientInput, ClientOp, OpOutcome } from '../../protocol/client/seam.ts'
import { count } from '../histogram.ts'
import type { LinkInput } from '../links.ts'
import type { LoadPlan, LoadReport } from '../load.ts'
import type { Core, Deadline } from './loopState.ts'

/** What was answered since somebody took it. */
export type Tally = { reads: number; writes: number; failed: number; readMs: number[]; writeMs: number[] }

export function emptyTally(): Tally {
  return { reads: 0, writes: 0, failed: 0, readMs: [], writeMs: [] }
}
/** Takes what was counted; the tally begins anew. */
export function takeTally(tally: Tally, at: number): LoadReport {
  const report: LoadReport = { type: 'load', at, ...tally }
  Object.assign(tally, emptyTally())
  return report
}

type Asked = { readonly kind: 'make' | 'read' | 'write'; readonly at: number }
type Session = {
  readonly client: Client
  readonly plan: LoadPlan
  readonly path: string
  readonly data: Uint8Array
  readonly dice: Rng
  readonly asked: Map<number, Asked>
  readonly tally: Tally
  lastId: number
  connected: boolean
  made: boolean
}

/** The core of a session that works by `plan` and counts in `tally`; `real` counts milliseconds. */
export function loadCore(config: ClientConfig, plan: LoadPlan, tally: Tally, real: () => number): Core<ClientInput> {
  const client = createClient(config)
  const session: Session = {
    client,
    plan,
    path: `/load-${config.name}`,
    data: new Uint8Array(plan.bytes).fill(0x7a),
    dice: rngOf(config.seed),
    asked: new Map(),
    tally,
    lastId: 0,
    connected: false,
    made: false,
  }
  return {
    step: (now, input) => {
      const out: ClientEffect[] = []
      stepClient(client, now, input, out)
      const rest = out.filter((effect) => !answered(session, effect, real()))
      while (session.connected && wantsMore(session)) ask(session, now, rest, real())
      return rest
    },
    nextDeadline: () => nextDeadline(client),
  }
}

function stepClient(client: Client, now: number, input: ClientInput | LinkInput | Deadline, out: ClientEffect[]): void {
  if (input.type !== 'opened') step(client, now, input, out)
  else if (input.channel === 'client') step(client, now, { ...input, channel: 'client' }, out)
}

/** Takes the answer to one of our own operations; false where the effect is somebody else's. */
function answered(session: Session, effect: ClientEffect, real: number): boolean {
  if (effect.type === 'stateChanged') session.connected = effect.state === 'connected'
  if (effect.type !== 'completed') return false
  const asked = session.asked.get(effect.id)
  session.asked.delete(effect.id)
  if (asked !== undefined) tell(session, asked, effect.outcome, real)
  return true
}

function tell(session: Session, { kind, at }: Asked, outcome: OpOutcome, real: number): void {
  const { tally } = session
  if (kind === 'make') session.made = outcome.ok || outcome.error === 'nodeExists'
  else if (!outcome.ok) tally.failed++
  else if (kind === 'read') {
    tally.reads++
    count(tally.readMs, real - at)
  } else {
    tally.writes++
    count(tally.writeMs, real - at)
  }
}

function wantsMore({ made, asked, plan }: Session): boolean {
  return asked.size < (made ? plan.window : 1)
}

function ask(session: Session, now: number, out: ClientEffect[], at: number): void {
  const kind = !session.made ? 'make' : below(session.dice, 100) < session.plan.writePercent ? 'write' : 'read'
  session.lastId++
  session.asked.set(session.lastId, { kind, at })
  const effects: ClientEffect[] = []
  step(session.client, now, { type: 'submit', id: session.lastId, op: opOf(session, kind) }, effects)
  for (const effect of effects) {
    // Refused at once: the session is at its end, and asks nothing more.
    if (answered(session, effect, at)) session.connected = false
    else out.push(effect)
  }
}

function opOf({ path, data }: Session, kind: Asked['kind']): ClientOp {
  switch (kind) {
    case 'make':
      return { type: 'create', path, data, mode: 'persistent', acl: OPEN_ACL }
    case 'read':
      return { type: 'getData', path, watch: false }
    case 'write':
      return { type: 'setData', path, data, version: -1 }
  }
}
