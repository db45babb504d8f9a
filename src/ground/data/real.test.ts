/**
 * The same transactions and watches through ZooKeeper 3.8.0's own DataTree and through ours. Lines of the recording:
 *   new                                   an empty tree and no watches
 *   watch WHO data|child|persistent|recursive PATH => SET COUNT
 *   unwatch WHO TYPE PATH => REMOVED COUNT, and: drop WHO => true COUNT
 *   ZXID TIME SESSION TRANSACTION => ERROR [ERRORS OF PARTS] DIGEST LASTZXID COUNT EVENTS
 * COUNT is that of all watches; digest and last zxid are hex; data is hex, `-` null, `e` empty; ACL `o` open, `r` read only.
 */
import { expect, test } from 'vitest'
import { fromHex } from '../base/hex.ts'
import { linkId, sessionIdFrom, zxidFrom } from '../ids.ts'
import { keeperErrorCode } from '../jute/errors.ts'
import { type Acl, OPEN_ACL } from '../jute/records.ts'
import { type Txn, txnOpCode } from '../jute/txns.ts'
import { READ_ACL } from './acl.ts'
import { applyTxn } from './apply.ts'
import recording from './testdata/tree-3.8.0.txt?raw'
import { type Database, emptyDatabase, lookup, treeDigest } from './tree.ts'
import {
  addWatch,
  countWatches,
  dropWatcher,
  type Fired,
  noWatches,
  removeWatch,
  trigger,
  type Watches,
} from './watches.ts'

const dataOf = (text: string) => (text === '-' ? null : text === 'e' ? new Uint8Array() : fromHex(text))
const aclOf = (text: string): readonly Acl[] => (text === 'r' ? READ_ACL : OPEN_ACL)

function parse(text: string): Txn {
  const [type = '', path = '', third = '', fourth = '', fifth = ''] = text.trim().split(' ')
  const node = { path, data: dataOf(/^(create2?|container|ttl|set)$/.test(type) ? third : '-'), acl: OPEN_ACL }
  const parentCVersion = Number(fourth)
  switch (type) {
    case 'create':
    case 'create2':
      return { type: 'create', withStat: type === 'create2', ...node, ephemeral: fifth === '1', parentCVersion }
    case 'container':
      return { type: 'createContainer', ...node, parentCVersion }
    case 'ttl':
      return { type: 'createTTL', ...node, parentCVersion, ttl: Number(fifth) }
    case 'delete':
      return { type: 'delete', path }
    case 'set':
      return { type: 'setData', path, data: node.data, version: Number(fourth) }
    case 'acl':
      return { type: 'setACL', path, acl: aclOf(third), version: Number(fourth) }
    case 'check':
      return { type: 'check', path, version: Number(third) }
    case 'error':
      return { type: 'error', err: Number(path) }
    case 'open':
      return { type: 'createSession', timeOut: Number(path) }
    case 'close':
      return { type: 'closeSession', paths: path === '' ? [] : path.split(',') }
    case 'multi': {
      const parts = text.trim().slice('multi'.length).trim()
      return { type: 'multi', txns: parts === '' ? [] : parts.split('|').map(parse) }
    }
    default:
      throw new RangeError(`not a transaction: ${text}`)
  }
}

/** A watch line through our tables: whether it did something, and how many watches there are then. */
function watchLine(db: Database, watches: Watches, words: readonly string[]): string {
  const [verb, who = '', kind = '', path = ''] = words
  const watcher = linkId(who)
  // getChildren watches only what exists; exists watches always, and the recording has false where there is no node.
  let did = kind === 'persistent' || kind === 'recursive' || lookup(db.tree, path) !== undefined
  if (verb === 'unwatch') did = removeWatch(watches, path, watcher, kind === '1' ? 1 : kind === '2' ? 2 : 3)
  else if (verb === 'drop') {
    dropWatcher(watches, watcher)
    did = true
  } else if (kind === 'data' || (kind === 'child' && did)) addWatch(watches, kind, path, watcher, 'standard')
  else if (kind !== 'child') {
    for (const table of ['data', 'child'] as const) {
      addWatch(watches, table, path, watcher, kind === 'persistent' ? 'persistent' : 'persistentRecursive')
    }
  }
  return `${did} ${countWatches(watches)}`
}

const printed = (fired: Fired) => `${fired.watcher}:N${fired.event.slice(1)}:${fired.path}`
/**
 * Whom one event reaches first is chance in ZooKeeper (a hash set), so watchers of the same event are sorted; so is, for
 * the same reason, in which order a closed session loses what the transaction does not list.
 */
function inOrder(txn: Txn, events: readonly string[]): readonly string[] {
  if (txn.type === 'closeSession') return events.toSorted()
  const groups: string[][] = []
  for (const event of events) {
    const last = groups.at(-1)
    if (last?.[0]?.slice(4) === event.slice(4)) last.push(event)
    else groups.push([event])
  }
  return groups.flatMap((group) => group.sort())
}

test('a real DataTree answers the same to the same transactions: errors, digests, watches', () => {
  let db = emptyDatabase()
  let watches = noWatches()
  const lines = recording.trim().split('\n')
  for (const [number, line] of lines.entries()) {
    if (line === 'new') {
      db = emptyDatabase()
      watches = noWatches()
      continue
    }
    const [, watch, answered] = /^([a-z].*) => (.*)$/.exec(line) ?? []
    if (watch !== undefined) {
      expect(watchLine(db, watches, watch.split(' ')), `line ${number + 1}: ${line}`).toBe(answered)
      continue
    }
    const found = /^(\d+) (\d+) (\d+) (.*) => (\S+) \[(.*)\] (\S+) (\S+) (\d+) ?(.*)$/.exec(line)
    const [zxid = '', time = '', session = '', text = '', ...expected] = found?.slice(1) ?? []
    const txn = parse(text)
    const header = {
      clientId: sessionIdFrom(BigInt(session)),
      cxid: 1,
      zxid: zxidFrom(BigInt(zxid)),
      time: Number(time),
    }
    const applied = applyTxn(db, { ...header, type: txnOpCode(txn) }, txn)
    const events = applied.changes.flatMap((change) => trigger(watches, change)).map(printed)
    const answer = [
      String(keeperErrorCode(applied.error)),
      applied.results.map((part) => keeperErrorCode(part.error)).join(','),
      db.tree.digest.toString(16),
      db.lastProcessedZxid.toString(16),
      String(countWatches(watches)),
      inOrder(txn, events).join(' '),
    ]
    const [err, parts, digest, last, count, told = ''] = expected
    const wanted = [err, parts, digest, last, count, inOrder(txn, told === '' ? [] : told.split(' ')).join(' ')]
    expect(answer, `line ${number + 1}: ${line}`).toEqual(wanted)
    expect(db.tree.digest).toBe(treeDigest(db.tree))
  }
  expect(lines.length).toBeGreaterThan(100)
})
