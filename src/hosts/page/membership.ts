/**
 * Servers that join and leave while the ensemble runs. The work is done as an administrator does it: a server is started that
 * has no vote, and a client (it shows on the stage, and leaves again) sends the reconfig.
 *
 * Laws: 1. One change at a time. 2. Where the answer was lost, the membership that the servers go by tells. 3. The roll of
 * servers that a reload starts again is written before a server can count, and after it counts no more.
 */
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { clientNode, type ServerId, serverNode } from '../../ground/ids.ts'
import type { ClientOp, OpOutcome } from '../../protocol/client/seam.ts'
import { memberOf, peerTypeOf } from '../../protocol/membership.ts'
import type { Command, CommandResult } from '../command.ts'
import type { Happening } from '../engine.ts'
import {
  ADMIN_CLIENT,
  ASKED_MAX,
  freeServerId,
  isLost,
  joiningText,
  whyNotAdd,
  whyNotReconfigured,
  whyNotRemove,
} from '../membership.ts'
import { withoutNode } from '../rules.ts'
import { addressHere } from './addresses.ts'
import { nowOf } from './conductor.ts'
import { rememberRoll } from './ensemble.ts'
import { end, ending, operate, post } from './nodes.ts'
import { CHANGING } from './renew.ts'
import { leaderOf } from './roles.ts'
import { handleOf, type Stage, say, setRules, startClient, startServer } from './stage.ts'

/** How long the ensemble may take to have a new server in step, or to show what came of a change, in virtual milliseconds. */
const PATIENCE_MS = 30_000
/** How long the membership has to tell of a change whose answer was lost, in virtual milliseconds. */
const LOST_MS = 1000
const UNDER_WAY = 'another change of the members is under way'

export async function addServer(
  stage: Stage,
  { role }: Extract<Command, { type: 'addServer' }>,
): Promise<CommandResult> {
  const problem = stage.changing ? CHANGING : whyNotAdd(stage.servers, leaderOf(stage.leaders))
  if (problem !== undefined) return refused(problem)
  return changing(stage, async () => {
    const id = freeServerId(stage.servers)
    setServers(stage, [...stage.servers, id])
    const inStep = until(stage, ({ node, event }) => {
      if (node !== serverNode(id)) return undefined
      return event.type === 'serving' ? true : event.type === 'nodeEnded' ? false : undefined
    })
    const isUp = (await startServer(stage, id, 'wipe')) && (await inStep)
    const joining = joiningText(id, role, addressHere(id))
    const isMember = (): boolean => memberOf(stage.members.known, id)?.type === role
    const refusal = isUp
      ? await change(stage, undefined, { joining, leaving: null }, isMember)
      : `server ${id} found no leader to catch up with`
    if (refusal !== undefined && memberOf(stage.members.known, id) === undefined) await leave(stage, id)
    return refusal
  })
}

export async function removeServer(
  stage: Stage,
  { server }: Extract<Command, { type: 'removeServer' }>,
): Promise<CommandResult> {
  const { known } = stage.members
  const problem = stage.changing ? CHANGING : whyNotRemove(known, stage.servers, server, leaderOf(stage.leaders))
  if (problem !== undefined) return refused(problem)
  return changing(stage, async () => {
    if (memberOf(known, server) !== undefined) {
      const isGone = (): boolean => memberOf(stage.members.known, server) === undefined
      const refusal = await change(stage, server, { joining: null, leaving: String(server) }, isGone)
      if (refusal !== undefined) return refusal
    }
    await leave(stage, server)
    return undefined
  })
}

/** One change at a time. */
async function changing(stage: Stage, work: () => Promise<string | undefined>): Promise<CommandResult> {
  if (stage.members.changing) return refused(UNDER_WAY)
  stage.members.changing = true
  try {
    const refusal = await work()
    return refusal === undefined ? { type: 'done' } : refused(refusal)
  } finally {
    stage.members.changing = false
  }
}

type Wish = { readonly joining: string | null; readonly leaving: string | null }

/** The reconfig, through a client of its own that first tries a server that stays; why it was not done, in words. */
async function change(
  stage: Stage,
  leaving: ServerId | undefined,
  wish: Wish,
  isDone: () => boolean,
): Promise<string | undefined> {
  const leader = leaderOf(stage.leaders)
  const staying = stage.servers.filter((id) => id !== leaving && stage.nodes.get(serverNode(id))?.state === 'running')
  const first = leader !== undefined && staying.includes(leader) ? leader : staying[0]
  let outcome: OpOutcome | undefined
  for (let asked = 0; asked < ASKED_MAX && isLost(outcome); asked++) {
    outcome = await asAdmin(stage, first, wish)
    // A lead that is handed over takes answers with it: a moment later the membership may tell.
    const isTold = isLost(outcome) && (isDone() || (await until(stage, () => (isDone() ? true : undefined), LOST_MS)))
    if (isTold) return undefined
  }
  return whyNotReconfigured(outcome)
}

async function asAdmin(stage: Stage, first: ServerId | undefined, wish: Wish): Promise<OpOutcome | undefined> {
  const node = handleOf(stage, clientNode(ADMIN_CLIENT))
  if (node.state === 'down' && !(await startClient(stage, ADMIN_CLIENT, first))) return undefined
  const ask = (op: ClientOp): Promise<OpOutcome | undefined> =>
    operate(node, (id) => ({ type: 'input', input: { type: 'submit', id, op } }))
  const auth = encodeUtf8(stage.members.adminAuth)
  // Sent one behind the other: the proof holds for the request after it.
  const proved = ask({ type: 'addAuth', scheme: 'digest', auth })
  const asked = ask({ type: 'reconfig', ...wish, newMembers: null, fromConfig: -1n })
  const over = until(stage, () => undefined)
  const outcome = await Promise.race([asked, over.then(() => undefined)])
  void proved
  node.leaving = true
  post(node, { type: 'input', input: { type: 'close' } })
  const ended = ending(node)
  if ((await Promise.race([ended, until(stage, () => undefined, 2000)])) === false)
    end(node, { how: 'stopped', reason: 'the change is made' })
  return outcome
}

/** The server stops and is gone from the stage. */
async function leave(stage: Stage, id: ServerId): Promise<void> {
  const node = handleOf(stage, serverNode(id))
  setRules(stage, withoutNode(stage.rules, node.name))
  if (node.running !== undefined) {
    node.leaving = true
    const ended = ending(node)
    post(node, { type: 'input', input: { type: 'stopping' } })
    if ((await Promise.race([ended, until(stage, () => undefined, 2000)])) === false)
      end(node, { how: 'stopped', reason: 'removed' })
  }
  setServers(
    stage,
    stage.servers.filter((one) => one !== id),
  )
  say(stage, node.name, { type: 'nodeEnded', how: 'left', reason: 'it is no member any more' })
}

function setServers(stage: Stage, servers: readonly ServerId[]): void {
  stage.servers = [...servers].sort((a, b) => a - b)
  const { known } = stage.members
  const roll = stage.servers.map((id) => ({ id, type: peerTypeOf(known, id) }))
  stage.claim = rememberRoll(stage.claim, roll)
}

/**
 * The first answer that `look` gives to what happens from now on; false where there is none within `patienceMs` of virtual
 * time, or when the engine is closed. A pause stops the patience too.
 */
function until(
  stage: Stage,
  look: (happening: Happening) => boolean | undefined,
  patienceMs: number = PATIENCE_MS,
): Promise<boolean> {
  const limit = nowOf(stage.conductor) + patienceMs
  const { listeners } = stage.hub
  return new Promise((resolve) => {
    const finish = (answer: boolean): void => {
      listeners.delete(hear)
      resolve(answer)
    }
    const hear = (batch: readonly Happening[]): void => {
      for (const happening of batch) {
        const answer = stage.closed ? false : look(happening)
        if (answer !== undefined) return finish(answer)
      }
      if (nowOf(stage.conductor) > limit) finish(false)
    }
    listeners.add(hear)
  })
}

function refused(reason: string): CommandResult {
  return { type: 'refused', reason }
}
