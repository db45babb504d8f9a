/** Marks of elections, roles and synchronisation. */
import type { Happening } from '../../engine.ts'
import type { MarkName } from './markNames.ts'
import { hit, lifeOf, type Marks } from './marks.ts'

type Event = Happening['event']
type Of<K extends Event['type']> = Extract<Event, { type: K }>

const VERDICTS: { readonly [K in Of<'voteReceived'>['verdict']]: MarkName } = {
  counted: 'vote counted',
  better: 'vote was better',
  newRound: 'vote of a new round',
  oldRound: 'vote of an old round',
  ignored: 'vote ignored',
}

export function markElection(marks: Marks, node: string, event: Event): void {
  switch (event.type) {
    case 'voteReceived':
      return hit(marks, VERDICTS[event.verdict])
    case 'elected':
      hit(marks, event.early ? 'elected early' : 'elected after the wait')
      if (marks.voters > 1 && event.voters.length === marks.voters) hit(marks, 'elected by all voters')
      if (event.round >= 3) hit(marks, 'round 3 or more')
      return
    case 'roleChanged':
      return onRole(marks, node, event.role)
    case 'phaseChanged':
      lifeOf(marks, node).phase = event.phase
      return
    case 'serving':
      return onServing(marks, node, event)
    case 'syncPlanned':
      return onPlanned(marks, event)
    case 'syncStarted':
      if (event.mode !== 'DIFF') hit(marks, event.mode === 'SNAP' ? 'SNAP received' : 'TRUNC received')
      return
    case 'truncated':
      if (event.lost.length > 0) hit(marks, 'tail truncated')
      if (event.lost.length > 1) hit(marks, 'several truncated at once')
      return
    default:
      return
  }
}

function onRole(marks: Marks, node: string, role: string): void {
  const life = lifeOf(marks, node)
  if (role === 'looking') {
    const { phase } = life
    const known = phase === 'discovery' || phase === 'synchronization' || phase === 'broadcast' ? phase : undefined
    if (life.role === 'leading' && known !== undefined) hit(marks, `leader stepped down in ${known}`)
    if (life.role === 'following' && known !== undefined) hit(marks, `follower left in ${known}`)
    if (life.role === 'observing') hit(marks, 'observer lost its leader')
  }
  life.role = role
  life.phase = ''
}

function onServing(marks: Marks, node: string, { role, epoch }: Of<'serving'>): void {
  const life = lifeOf(marks, node)
  if (role === 'observing') hit(marks, 'observer serves')
  life.phase = 'broadcast'
  if (role !== 'leading') return
  life.reigns += 1
  if (life.reigns > 1) hit(marks, 'a leader came back')
  if (node !== `s${marks.voters}`) hit(marks, 'leader is not the largest id')
  if (epoch >= 2) hit(marks, 'epoch 2 or more')
  if (epoch >= 5) hit(marks, 'epoch 5 or more')
  if (epoch >= 10) hit(marks, 'epoch 10 or more')
}

function onPlanned(marks: Marks, { mode, proposals, peer }: Of<'syncPlanned'>): void {
  if (peer > marks.voters) hit(marks, 'observer synchronised')
  if (mode === 'DIFF') hit(marks, proposals === 0 ? 'empty DIFF sent' : 'DIFF sent')
  else hit(marks, mode === 'SNAP' ? 'SNAP sent' : 'TRUNC sent')
}
