/** Acts that lessons are made of. */
import { encodeText } from '../../ground/base/utf8.ts'
import { serverId } from '../../ground/ids.ts'
import type { CreateMode } from '../../ground/jute/opcodes.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { Command } from '../../hosts/command.ts'
import type { ClientOp, RecipeRun } from '../../protocol/client/seam.ts'
import type { Check, Facts, Move } from './lesson.ts'

/** This command, as soon as `when` holds. */
export function act(command: Command, when?: Check): Move {
  return when === undefined ? { act: () => command } : { act: () => command, when }
}
/** A command that depends on how things stand by then. */
export function actOn(choose: (facts: Facts) => Command | undefined, when?: Check): Move {
  return when === undefined ? { act: choose } : { act: choose, when }
}
export function start(id: number, when?: Check): Move {
  return act({ type: 'restart', server: serverId(id), disk: 'keep' }, when)
}
export function kill(id: number, when?: Check): Move {
  return act({ type: 'kill', server: serverId(id) }, when)
}
export function submit(client: string, op: ClientOp, when?: Check): Move {
  return act({ type: 'submit', client, op }, when)
}
export function run(client: string, recipe: RecipeRun, when?: Check): Move {
  return act({ type: 'run', client, run: recipe }, when)
}
/** This operation; the next move does not wait for its answer. */
export function hurry(client: string, op: ClientOp, when?: Check): Move {
  return { ...submit(client, op, when), hurried: true }
}
export function create(path: string, text: string | null, mode: CreateMode = 'persistent'): ClientOp {
  return { type: 'create', path, data: text === null ? null : encodeText(text), mode, acl: OPEN_ACL }
}
export function setData(path: string, text: string, version: number = -1): ClientOp {
  return { type: 'setData', path, data: encodeText(text), version }
}
