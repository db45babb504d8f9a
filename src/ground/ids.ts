/**
 * The ids of the protocol, and the only file (beside `jute/schema.ts`) that casts brands.
 *
 * A zxid is epoch (high 32 bits) and counter (low 32 bits). The counter starts anew with each epoch, so the first
 * transaction of epoch e is `(e << 32) + 1`; `e << 32` itself names no transaction, it marks the start of the epoch.
 */
import { assert } from './base/assert.ts'
import type { Brand } from './base/brand.ts'

/** A transaction's place in the total order: signed 64 bits, epoch above counter. */
export type Zxid = Brand<bigint, 'Zxid'>
/** A session: signed 64 bits, the low 8 bits of the server's id on top (SessionTrackerImpl.initializeNextSessionId). */
export type SessionId = Brand<bigint, 'SessionId'>
/** A server's id (`myid`), 1 to 254 here; 64 bits on the wire. */
export type ServerId = Brand<number, 'ServerId'>
/** The number of a leader's reign: 31 bits, never taken twice. */
export type Epoch = Brand<number, 'Epoch'>
/**
 * A node's name on the network and in every picture: `s1` is server 1, `cA` is client A, `e7@127.0.0.1:53422` is the seventh
 * TCP connection of a program outside, which has this address.
 */
export type NodeName = Brand<string, 'NodeName'>
/** One connection between two nodes, named by the dialler; never used twice. */
export type LinkId = Brand<string, 'LinkId'>
/** Virtual milliseconds since the cluster was made (a float: sub-millisecond hops are kept). */
export type Millis = number

export const ZXID_ZERO: Zxid = 0n as Zxid
/** "No zxid": an untrusted empty database, and packets that carry none. */
export const ZXID_NONE: Zxid = -1n as Zxid
export const SESSION_NONE: SessionId = 0n as SessionId
/** What a server that may not vote puts into its vote (QuorumPeer: Long.MIN_VALUE): it loses against every real one. */
export const SERVER_LOWEST: ServerId = -(2 ** 63) as ServerId
export const ZXID_LOWEST: Zxid = -(2n ** 63n) as Zxid
export const EPOCH_LOWEST: Epoch = -(2 ** 63) as Epoch
const COUNTER_MAX = 0xffffffff
/** A zxid is laid here to read its halves: a shift would make another bigint of it each time. */
const whole = new BigInt64Array(1)
const halves = new Int32Array(whole.buffer)
/** Where its epoch lies: that depends on the machine's order of bytes. */
const EPOCH_HALF = new Int32Array(new BigInt64Array([1n]).buffer)[0] === 1 ? 1 : 0
const COUNTER_HALF = 1 - EPOCH_HALF

/** The zxid of `counter` (0 to 2^32-1) in `epoch`. */
export function zxidOf(epoch: Epoch, counter: number): Zxid {
  return ((BigInt(epoch) << 32n) | BigInt(counter)) as Zxid
}
export function epochOf(zxid: Zxid): Epoch {
  whole[0] = zxid
  return halves[EPOCH_HALF] as Epoch
}
export function counterOf(zxid: Zxid): number {
  whole[0] = zxid
  return (halves[COUNTER_HALF] ?? 0) >>> 0
}
/** The successor inside the epoch. A full counter must force an election before this is asked (ZOOKEEPER-1277). */
export function nextZxid(zxid: Zxid): Zxid {
  assert(counterOf(zxid) !== COUNTER_MAX, 'a full counter forces a new election')
  return (zxid + 1n) as Zxid
}
/** The zxid that marks the start of `epoch`: it names no transaction. */
export function epochStart(epoch: Epoch): Zxid {
  return zxidOf(epoch, 0)
}
/** Whether `next` may follow `last` in a log: the counter plus one, or the first of a later epoch (3.9.4). */
export function follows(last: Zxid, next: Zxid): boolean {
  return epochOf(next) === epochOf(last)
    ? counterOf(next) === counterOf(last) + 1
    : next > last && counterOf(next) === 1
}
export function maxZxid(a: Zxid, b: Zxid): Zxid {
  return a > b ? a : b
}
/** `0x100000002`, as ZooKeeper prints it. */
export function formatZxid(zxid: Zxid): string {
  return `0x${BigInt.asUintN(64, zxid).toString(16)}`
}
/** `0x` form or bare hex; throws RangeError on anything else. */
export function parseZxid(text: string): Zxid {
  const digits = /^(?:0x)?([0-9a-f]{1,16})$/i.exec(text)?.[1]
  if (digits === undefined) throw new RangeError(`not a zxid: ${text}`)
  return BigInt.asIntN(64, BigInt(`0x${digits}`)) as Zxid
}
/** From the wire or a file: any signed 64-bit integer. */
export function zxidFrom(value: bigint): Zxid {
  return BigInt.asIntN(64, value) as Zxid
}
export function sessionIdFrom(value: bigint): SessionId {
  return BigInt.asIntN(64, value) as SessionId
}
export function formatSessionId(session: SessionId): string {
  return `0x${BigInt.asUintN(64, session).toString(16)}`
}
/** The server that made the session: its top byte. */
export function makerOf(session: SessionId): ServerId {
  return Number((session >> 56n) & 0xffn) as ServerId
}
/** A server id from a number; asserts 0 to 255. */
export function serverId(value: number): ServerId {
  assert(Number.isInteger(value) && value >= 0 && value <= 255, 'a server id is an integer from 0 to 255')
  return value as ServerId
}
/** The id of a member that somebody named: any integer that is exact (ZooKeeper's are 64 bits wide). Asserts that it is. */
export function memberId(value: number): ServerId {
  assert(Number.isSafeInteger(value), 'the id of a member is an integer')
  return value as ServerId
}
/** The last epoch that there is: a zxid has 31 bits for it. */
export const EPOCH_HIGHEST: Epoch = 0x7fffffff as Epoch
export function epoch(value: number): Epoch {
  assert(Number.isInteger(value) && value >= -1 && value <= EPOCH_HIGHEST, 'an epoch is a 31-bit integer')
  return value as Epoch
}
/** The names of servers as numbers usually are: a name that was made before is found faster in a map. */
const SERVERS: readonly string[] = Array.from({ length: 256 }, (_, id) => `s${id}`)
export function serverNode(id: ServerId): NodeName {
  return (SERVERS[id] ?? `s${id}`) as NodeName
}
/** `name` is a letter or a short word: `cA`, `cB`. */
export function clientNode(name: string): NodeName {
  return `c${name}` as NodeName
}
/** A TCP connection of a program outside: `number` is used once, `address` is the program's, `127.0.0.1:53422`. */
export function externalNode(number: number, address: string): NodeName {
  return `e${number}@${address}` as NodeName
}
/** The address of the program outside that a node name means, or undefined where it means another node. */
export function externalOf(node: NodeName): string | undefined {
  return /^e\d+@(.+)$/.exec(node)?.[1]
}
/** The server that a node name means, or undefined where it means a client. */
export function serverOf(node: NodeName): ServerId | undefined {
  return node.startsWith('s') ? (Number(node.slice(1)) as ServerId) : undefined
}
export function nodeName(value: string): NodeName {
  return value as NodeName
}
export function linkId(value: string): LinkId {
  return value as LinkId
}
