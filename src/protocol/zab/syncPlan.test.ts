/** Every way in which a learner can stand to its leader, one a row (LearnerHandler.syncFollower). */
import { expect, test } from 'vitest'
import { epoch, formatZxid, SESSION_NONE, type Zxid, zxidOf } from '../../ground/ids.ts'
import type { Proposal } from '../server/state.ts'
import { planSync } from './syncPlan.ts'

const at = (text: string): Zxid => {
  const [e = 0, counter = 0] = text.split('.').map(Number)
  return zxidOf(epoch(e), counter)
}
function proposal(text: string): Proposal {
  const zxid = at(text)
  const header = { clientId: SESSION_NONE, cxid: 0, zxid, time: 0, type: -1 }
  return { zxid, record: { header, txn: { type: 'error', err: -101 }, digest: null }, bytes: new Uint8Array() }
}
const LOG = ['1.2', '1.3', '1.4', '2.1', '2.2'].map(proposal)

type Row = readonly [moral: string, peer: string, last: string, mode: string, zxid: string, sent: readonly string[]]
const ROWS: readonly Row[] = [
  ['who has everything gets an empty DIFF', '2.2', '2.2', 'DIFF', '2.2', []],
  ['who lacks the end gets it', '1.4', '2.2', 'DIFF', '2.2', ['2.1', '2.2']],
  ['also when the new epoch has no transaction yet', '1.4', '3.0', 'DIFF', '2.2', ['2.1', '2.2']],
  ['who is ahead of what was committed goes back to it', '2.3', '2.2', 'TRUNC', '2.2', []],
  ['also across epochs: nobody has to know an older leader', '2.9', '3.0', 'TRUNC', '2.2', []],
  [
    'whose end branched off within an epoch goes back, then gets what it lacks',
    '1.3',
    '2.2',
    'DIFF',
    '2.2',
    ['1.4', '2.1', '2.2'],
  ],
  ['whose epoch went another way gets the whole tree', '1.9', '2.2', 'SNAP', '2.2', []],
  ['who is older than the log gets the whole tree', '1.1', '2.2', 'SNAP', '2.2', []],
  ['who led an epoch and wrote nothing lacks what came after it', '2.0', '2.2', 'DIFF', '2.2', ['2.1', '2.2']],
  [
    'who led a later epoch and wrote nothing is not cut back: no log holds such a zxid',
    '3.0',
    '4.0',
    'SNAP',
    '4.0',
    [],
  ],
]

test.each(ROWS)('%s', (_, peer, last, mode, zxid, sent) => {
  const plan = planSync(at(peer), at(last), LOG)
  expect(plan.mode).toBe(mode)
  expect(formatZxid(plan.zxid)).toBe(formatZxid(at(zxid)))
  expect(plan.items.map((item) => formatZxid(item.zxid))).toEqual(sent.map((text) => formatZxid(at(text))))
})

test('a hole in the log of one epoch is cut back to the transaction before it', () => {
  const plan = planSync(at('1.3'), at('1.5'), ['1.1', '1.2', '1.4', '1.5'].map(proposal))
  expect(plan).toMatchObject({ mode: 'TRUNC', zxid: at('1.2') })
  expect(plan.items.map((item) => item.zxid)).toEqual([at('1.4'), at('1.5')])
})

test('with nothing in the committed log, who is not in step gets the whole tree: a snapshot may hold what no log does', () => {
  expect(planSync(at('0.0'), at('1.0'), []).mode).toBe('SNAP')
})
