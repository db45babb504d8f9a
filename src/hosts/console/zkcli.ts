/**
 * zkCli's commands as a table: usage, options, how many arguments, and what each does. The commands about the console itself
 * (history, redo, printwatches, connect, close, quit, help) are `console.ts`'s.
 *
 * Law: options and usage are those of 3.8.0, and so are their messages: `testdata/zkcli-3.8.0.json` holds what it printed.
 */
import type { Argument } from './line.ts'
import * as nodes from './nodes.ts'
import { type Given, type Option, type Options, optionsOf } from './options.ts'
import * as quotas from './quotas.ts'
import * as rights from './rights.ts'
import { complain, type Ending, mistake, say, type Talk } from './speech.ts'

/** What it prints for `version`. */
export const CLI_VERSION: string = '3.8.0'

export type Entry = {
  readonly usage: string
  readonly options: Options
  /** Arguments that must be there, the command itself among them. */
  readonly least: number
  /** Which argument is a path, for completion; none where undefined. */
  readonly path: number | undefined
  /** `ls path watch`: an old way to say `-w`. */
  readonly old?: string
  readonly run: (given: Given, usage: string) => Talk<Ending>
}

const flags = (...names: readonly string[]): readonly Option[] => names.map((name) => ({ name, value: false }))
const values = (...names: readonly string[]): readonly Option[] => names.map((name) => ({ name, value: true }))
const QUOTAS = [
  ['n', 'num soft quota'],
  ['b', 'bytes soft quota'],
  ['N', 'num hard quota'],
  ['B', 'bytes hard quota'],
] as const
const quotaOptions = (value: boolean): readonly Option[] => QUOTAS.map(([name, text]) => ({ name, value, text }))

export const sessionCommandNames = [
  'addWatch',
  'addauth',
  'config',
  'create',
  'delete',
  'deleteall',
  'delquota',
  'get',
  'getAcl',
  'getAllChildrenNumber',
  'getEphemerals',
  'listquota',
  'ls',
  'reconfig',
  'removewatches',
  'set',
  'setAcl',
  'setquota',
  'stat',
  'sync',
  'version',
  'whoami',
] as const
export type SessionCommandName = (typeof sessionCommandNames)[number]

const RECONFIG_USAGE =
  '[-s] [-v version] [[-file path] | [-members serverID=host:port1:port2;port3[,...]*]] | [-add serverId=host:port1:port2;port3[,...]]* [-remove serverId[,...]*]'
const ADD_WATCH_USAGE =
  '[-m mode] path # optional mode is one of [PERSISTENT, PERSISTENT_RECURSIVE] - default is PERSISTENT_RECURSIVE'

/** A row: usage, options, arguments needed, and which of them is a path. */
function entry(
  usage: string,
  options: readonly Option[],
  least: number,
  run: Entry['run'],
  more: Partial<Entry> = {},
): Entry {
  return { usage, options: { all: options }, least, path: 1, run, ...more }
}

export const commands: { readonly [K in SessionCommandName]: Entry } = {
  addWatch: entry(ADD_WATCH_USAGE, values('m'), 2, rights.addWatch),
  addauth: entry('scheme auth', [], 2, rights.addAuth, { path: undefined }),
  config: entry('[-c] [-w] [-s]', flags('s', 'w', 'c'), 1, rights.config, { path: undefined }),
  create: entry(
    '[-s] [-e] [-c] [-t ttl] path [data] [acl]',
    [...flags('e', 's', 'c'), ...values('t')],
    2,
    nodes.create,
  ),
  delete: entry('[-v version] path', values('v'), 2, nodes.remove),
  deleteall: entry('path [-b batch size]', values('b'), 2, nodes.deleteAll),
  delquota: entry('[-n|-b|-N|-B] path', [], 2, quotas.delQuota, {
    options: { all: quotaOptions(false), oneOf: true },
  }),
  get: entry('[-s] [-w] path', flags('s', 'w'), 2, nodes.get, { old: 'get [-s] [-w] path' }),
  getAcl: entry('[-s] path', flags('s'), 2, rights.getAcl),
  getAllChildrenNumber: entry('path', [], 2, nodes.getAllChildrenNumber),
  getEphemerals: entry('path', [], 1, nodes.getEphemerals),
  listquota: entry('path', [], 2, quotas.listQuota),
  ls: entry('[-s] [-w] [-R] path', flags('s', 'w', 'R'), 2, nodes.ls, { old: 'ls [-w] path' }),
  reconfig: entry(
    RECONFIG_USAGE,
    [...flags('s'), ...values('v', 'file', 'members', 'add', 'remove')],
    1,
    rights.reconfig,
    {
      path: undefined,
    },
  ),
  removewatches: entry('path [-c|-d|-a] [-l]', flags('c', 'd', 'a', 'l'), 2, rights.removeWatches),
  set: entry('[-s] [-v version] path data', [...flags('s'), ...values('v')], 3, nodes.set),
  setAcl: entry('[-s] [-v version] [-R] path acl', [...flags('s', 'R'), ...values('v')], 3, rights.setAcl),
  setquota: entry('-n|-b|-N|-B val path', [], 2, quotas.setQuota, {
    options: { all: quotaOptions(true), oneOf: true, required: true },
  }),
  stat: entry('[-w] path', flags('w'), 2, nodes.stat, { old: 'stat [-w] path' }),
  sync: entry('path', [], 2, nodes.sync),
  version: entry('', [], 1, version, { path: undefined }),
  whoami: entry('', [], 1, rights.whoAmI, { path: undefined }),
}

export function isSessionCommand(word: string): word is SessionCommandName {
  return Object.hasOwn(commands, word)
}

/** Runs `line`, whose first argument is the command's name. */
export function* run(name: SessionCommandName, line: readonly Argument[]): Talk<Ending> {
  const { usage, options, least, old, run: does } = commands[name]
  const usageLine = `${name} ${usage}`
  const given = optionsOf(options, line)
  if (!given.ok) return given.error
  const { args } = given.value
  if (args.length < least) return mistake(usageLine, endOf(line))
  if (old === undefined || args.length <= 2) return yield* does(given.value, usageLine)
  yield* complain(`'${name} path [watch]' has been deprecated. Please use '${old}' instead.`)
  return yield* does({ args: args.slice(0, 2), options: new Map(given.value.options).set('w', '') }, usageLine)
}

function* version(given: Given, usage: string): Talk<Ending> {
  if (given.args.length > 1) return mistake(usage)
  yield* say(`ZooKeeper CLI version: ${CLI_VERSION}`)
  return undefined
}

function endOf(line: readonly Argument[]): number {
  const last = line.at(-1)
  return last === undefined ? 0 : last.at + last.text.length
}
