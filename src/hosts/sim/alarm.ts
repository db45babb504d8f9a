/**
 * When a simulated node wakes up. A deadline that moves on with each message would leave an event behind for each: one
 * alarm is on its way, and when it comes too early it is set again.
 * Law: a wake-up keeps the turn among the events of its moment that it had when it was planned.
 */
import { nextTurn, pushInTurn } from '../../ground/base/heap.ts'
import type { Millis } from '../../ground/ids.ts'
import { machineTime } from '../localClock.ts'
import type { Machine, SimNode } from './machine.ts'

/** Plans the wake-up that the program asks for. */
export function planWake(machine: Machine, node: SimNode): void {
  const { running } = node
  if (running.type === 'dead' || node.late) return
  const at = Math.max(machine.now, machineTime(node.clock, running.program.nextDeadline()))
  if (at === node.wakeAt || at === Number.POSITIVE_INFINITY) return
  node.wakeAt = at
  node.wakeTurn = nextTurn(machine.events)
  if (node.alarmAt > at) setAlarm(machine, node)
}

/** An alarm for `at` comes: whether it is the wake-up that counts, which is then over. */
export function isTime(machine: Machine, node: SimNode, at: Millis): boolean {
  if (node.alarmAt === at) node.alarmAt = Number.POSITIVE_INFINITY
  const counts = node.wakeAt === at && node.running.type !== 'dead'
  if (counts) node.wakeAt = Number.POSITIVE_INFINITY
  else if (node.wakeAt < node.alarmAt) setAlarm(machine, node)
  return counts
}

function setAlarm(machine: Machine, node: SimNode): void {
  const { name, wakeAt, wakeTurn } = node
  node.alarmAt = wakeAt
  pushInTurn(machine.events, wakeAt, wakeTurn, { type: 'wake', node: name, at: wakeAt })
}
