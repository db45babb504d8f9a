/** Servers that come and go in a simulated world, and the client that reconfigures. */
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import { digestIdentity } from '../../ground/data/acl.ts'
import type { Millis, ServerId } from '../../ground/ids.ts'
import { clientNode, serverNode } from '../../ground/ids.ts'
import type { OpOutcome } from '../../protocol/client/seam.ts'
import type { Member, ServerConfig } from '../../protocol/config.ts'
import { customaryAddress, type Membership, memberOf, type PeerType } from '../../protocol/membership.ts'
import {
  ADMIN_CLIENT,
  ASKED_MAX,
  freeServerId,
  isLost,
  joiningText,
  membersFor,
  newestMembership,
  whyNotAdd,
  whyNotReconfigured,
  whyNotRemove,
} from '../membership.ts'
import * as faults from './faults.ts'
import type { Machine } from './machine.ts'
import { stateOf } from './roles.ts'
import type { World } from './world.ts'

const ADMIN_AUTH = 'admin:secret'
/** What every server of a simulated world is started with, unless a test says otherwise. */
export const RECONFIGURABLE: Partial<ServerConfig> = {
  reconfigEnabled: true,
  standaloneEnabled: false,
  adminDigest: digestIdentity(ADMIN_AUTH),
}

/** A change as `reconfig` takes it. */
export type Change = { readonly joining?: string; readonly leaving?: string; readonly newMembers?: string }

export type Roll = {
  /** Every server that is there, alive or dead, members or not. */
  readonly servers: ServerId[]
  /** The newest membership that anybody went by. */
  known: () => Membership
}

/** Keeps the roll of a world whose first members are `members`. */
export function rollOf(machine: Machine, members: readonly Member[], version: Membership['version']): Roll {
  let known: Membership = { version, members }
  let read = 0
  return {
    servers: members.map((member) => member.id),
    known: () => {
      for (; read < machine.trace.length; read++) {
        const happening = machine.trace[read]
        if (happening !== undefined) known = newestMembership(known, happening)
      }
      return known
    },
  }
}

/** The members that server `id` is started with. */
export function startingMembers(roll: Roll, id: ServerId): readonly Member[] {
  return membersFor(roll.known(), id, customaryAddress(id))
}

export type Membering = {
  /** Starts a server that is no member yet: it follows without a vote until a reconfig lists it. */
  readonly join: () => ServerId
  /** Hands in a reconfig as the administrator; the id asks for its outcome later. */
  readonly change: (change: Change) => number
  /** The same, and runs until it is answered. */
  readonly reconfigure: (change: Change) => OpOutcome
  /** Joins a server, waits until it is in step, and makes it a member. A text says why that can't be done. */
  readonly addServer: (role: PeerType) => ServerId | string
  /** Takes a server out of the membership, stops it and forgets it. A text says why that can't be done. */
  readonly removeServer: (server: ServerId) => string | undefined
}

type Ground = Pick<World, 'addClient' | 'killClient' | 'submit' | 'runUntil' | 'runFor' | 'start' | 'leader' | 'stop'>
const CAUGHT_UP_MS: Millis = 20_000
const ANSWER_MS: Millis = 20_000
/** How often it is looked whether something has come about. */
const LOOK_MS: Millis = 10
/** How long the membership has to tell of a change whose answer was lost. */
const LOST_MS: Millis = 1000
const LOST: OpOutcome = { ok: false, error: 'connectionLoss' }

/** The client that reconfigures, brought in when it is needed. */
type Admin = Pick<Membering, 'change' | 'reconfigure'> & {
  /** As `reconfigure`, but no answer is an answer, and where it was lost the membership itself tells. Then the client leaves. */
  readonly why: (wanted: Change, isDone: () => boolean) => string | undefined
}
function adminOf(machine: Machine, world: Ground): Admin {
  const change = (wanted: Change): number => {
    const node = machine.nodes.get(clientNode(ADMIN_CLIENT))
    if (node === undefined || !faults.isRunning(node)) {
      world.addClient(ADMIN_CLIENT)
      world.submit(ADMIN_CLIENT, { type: 'addAuth', scheme: 'digest', auth: encodeUtf8(ADMIN_AUTH) })
    }
    const { joining = null, leaving = null, newMembers = null } = wanted
    return world.submit(ADMIN_CLIENT, { type: 'reconfig', joining, leaving, newMembers, fromConfig: -1n })
  }
  return {
    change,
    reconfigure: (wanted) => {
      const id = change(wanted)
      world.runUntil(() => machine.outcomes.has(id), ANSWER_MS, 'the answer to a reconfig')
      return machine.outcomes.get(id) ?? LOST
    },
    why: (wanted, isDone) => {
      let outcome: OpOutcome | undefined
      for (let asked = 0; asked < ASKED_MAX && isLost(outcome) && !isDone(); asked++) {
        const id = change(wanted)
        const limit = machine.now + ANSWER_MS
        while (!machine.outcomes.has(id) && !isDone() && machine.now < limit) world.runFor(LOOK_MS)
        outcome = machine.outcomes.get(id)
        // A lead that is handed over takes answers with it: a moment later the membership may tell.
        if (isLost(outcome) && !isDone()) world.runFor(LOST_MS)
      }
      world.killClient(ADMIN_CLIENT)
      return outcome?.ok !== true && isDone() ? undefined : whyNotReconfigured(outcome)
    },
  }
}

export function memberingOf(machine: Machine, roll: Roll, world: Ground): Membering {
  const { change, reconfigure, why } = adminOf(machine, world)
  const join = (): ServerId => {
    const id = freeServerId(roll.servers)
    roll.servers.push(id)
    roll.servers.sort((a, b) => a - b)
    if (!machine.nodes.has(serverNode(id))) faults.addNode(machine, serverNode(id))
    world.start(id)
    return id
  }
  const leave = (id: ServerId): void => {
    world.stop(id)
    faults.removeNode(machine, serverNode(id))
    roll.servers.splice(roll.servers.indexOf(id), 1)
  }
  return {
    join,
    change,
    reconfigure,
    addServer: (role) => {
      const problem = whyNotAdd(roll.servers, world.leader())
      if (problem !== undefined) return problem
      const id = join()
      const isInStep = (): boolean => {
        const state = stateOf(machine, id)?.role
        return state !== undefined && state.type !== 'looking' && state.phase === 'broadcast'
      }
      const before = machine.now
      while (!isInStep() && machine.now - before < CAUGHT_UP_MS) world.runFor(LOOK_MS)
      const joining = joiningText(id, role, customaryAddress(id))
      const isMember = (): boolean => memberOf(roll.known(), id)?.type === role
      const refusal = isInStep() ? why({ joining }, isMember) : `server ${id} found no leader to catch up with`
      if (refusal === undefined) return id
      if (memberOf(roll.known(), id) === undefined) leave(id)
      return refusal
    },
    removeServer: (server) => {
      const problem = whyNotRemove(roll.known(), roll.servers, server, world.leader())
      if (problem !== undefined) return problem
      if (memberOf(roll.known(), server) !== undefined) {
        const isGone = (): boolean => memberOf(roll.known(), server) === undefined
        const refusal = why({ leaving: String(server) }, isGone)
        if (refusal !== undefined) return refusal
      }
      leave(server)
      return undefined
    },
  }
}
