/** zkCli's commands on who may do what, on watches, and on the ensemble's configuration. */
import { decodeUtf8, encodeText } from '../../ground/base/utf8.ts'
import type { Stat } from '../../ground/jute/records.ts'
import type { ClientOp } from '../../protocol/client/seam.ts'
import { aclLines, aclOf, keeperMessage, refused, statLines } from './format.ts'
import { noInteger, pathMistake, textAt, versionOf, visit } from './nodes.ts'
import type { Given } from './options.ts'
import { ask, complain, type Ending, type Failure, mistake, say, type Talk } from './speech.ts'

/** `[-s] path` */
export function* getAcl(given: Given): Talk<Ending> {
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  const path = textAt(given, 1)
  const outcome = yield* ask({ type: 'getACL', path })
  if (!outcome.ok) return refused(outcome.error, path)
  for (const entry of outcome.acl ?? []) yield* say(...aclLines(entry))
  yield* statOf(given, outcome.stat)
  return undefined
}

/** `[-s] [-v version] [-R] path acl`. As in zkCli a refusal below the path is told without a line's end of its own. */
export function* setAcl(given: Given): Talk<Ending> {
  const { acl, complaints } = aclOf(textAt(given, 2))
  for (const complaint of complaints) yield* complain(complaint)
  const version = versionOf(given)
  if (version === undefined) return noInteger(given.options.get('v') ?? '')
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  const path = textAt(given, 1)
  if (given.options.has('R'))
    return yield* visit(path, false, function* (below) {
      const outcome = yield* ask({ type: 'setACL', path: below, acl, version })
      if (!outcome.ok) yield* say(keeperMessage(outcome.error, below))
    })
  const outcome = yield* ask({ type: 'setACL', path, acl, version })
  if (!outcome.ok) return refused(outcome.error, acl.length === 0 ? undefined : path)
  yield* statOf(given, outcome.stat)
  return undefined
}

/** `scheme auth` */
export function* addAuth(given: Given): Talk<Ending> {
  const outcome = yield* ask({ type: 'addAuth', scheme: textAt(given, 1), auth: encodeText(textAt(given, 2)) })
  return outcome.ok ? undefined : refused(outcome.error)
}

/** Who the server takes this session for. */
export function* whoAmI(): Talk<Ending> {
  const outcome = yield* ask({ type: 'whoAmI' })
  if (!outcome.ok) return refused(outcome.error)
  yield* say('Auth scheme: User')
  for (const { authScheme, user } of outcome.identities ?? []) yield* say(`${authScheme ?? ''}: ${user ?? ''}`)
  return undefined
}

const MODES = { PERSISTENT: 'persistent', PERSISTENT_RECURSIVE: 'persistentRecursive' } as const

/** `[-m mode] path`. (3.8.0 keeps the mode of one addWatch for the next; here each line stands for itself.) */
export function* addWatch(given: Given, usage: string): Talk<Ending> {
  const asked = (given.options.get('m') ?? 'PERSISTENT_RECURSIVE').toUpperCase()
  if (given.args.length !== 2 || !isMode(asked)) return mistake(usage)
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  const path = textAt(given, 1)
  const outcome = yield* ask({ type: 'addWatch', path, mode: MODES[asked] })
  return outcome.ok ? undefined : refused(outcome.error, path)
}
function isMode(text: string): text is keyof typeof MODES {
  return Object.hasOwn(MODES, text)
}

/** `path [-c|-d|-a] [-l]` */
export function* removeWatches(given: Given): Talk<Ending> {
  const wrong = pathMistake(given, 1)
  if (wrong !== undefined) return wrong
  const path = textAt(given, 1)
  const kind = given.options.has('c') ? 'children' : given.options.has('d') ? 'data' : 'any'
  const outcome = yield* ask({ type: 'removeWatches', path, kind, local: given.options.has('l') })
  return outcome.ok ? undefined : refused(outcome.error, path)
}

/** `[-c] [-w] [-s]`; `-c`: the version and the client addresses in one line, as a connect string. */
export function* config(given: Given): Talk<Ending> {
  const outcome = yield* ask({ type: 'getConfig', watch: given.options.has('w') })
  if (!outcome.ok) return refused(outcome.error, '/zookeeper/config')
  const text = outcome.data === null || outcome.data === undefined ? 'null' : decodeUtf8(outcome.data)
  if (given.options.has('c')) yield* say(clientConfig(text))
  else yield* say(...text.split('\n'))
  yield* statOf(given, outcome.stat)
  return undefined
}

/** ConfigUtils.getClientConfigStr: a server without a client address leaves an empty place. */
function clientConfig(text: string): string {
  const lines = text.split('\n')
  const version = lines.flatMap((line) => /^version=(.*)$/.exec(line)?.[1] ?? [])[0] ?? ''
  const addresses = lines.flatMap((line) => {
    const value = /^server\.\d+=(.*)$/.exec(line)?.[1]
    if (value === undefined) return []
    const client = value.split(';')[1] ?? ''
    return [client === '' || client.includes(':') ? client : `0.0.0.0:${client}`]
  })
  return `${version} ${addresses.join(',')}`
}

/** The options of reconfig as its operation; `file` can't be read here. */
export function* reconfig(given: Given, usage: string): Talk<Ending> {
  const op = reconfigOf(given, usage)
  if ('text' in op) return op
  const outcome = yield* ask(op)
  if (!outcome.ok) return refused(outcome.error)
  yield* say('Committed new configuration:', ...decodeUtf8(outcome.data ?? new Uint8Array()).split('\n'))
  yield* statOf(given, outcome.stat)
  return undefined
}

function reconfigOf({ options }: Given, usage: string): ClientOp | Failure {
  const whole = options.has('file') || options.has('members')
  const incremental = options.has('add') || options.has('remove')
  if (!whole && !incremental) return mistake(usage)
  const version = options.get('v')
  if (version !== undefined && !/^[+-]?[0-9a-f]{1,15}$/i.test(version))
    return mistake('-v must be followed by a long (configuration version)')
  if (whole && incremental)
    return mistake(
      "Can't use -file or -members together with -add or -remove (mixing incremental and non-incremental modes is not allowed)",
    )
  if (options.has('file') && options.has('members'))
    return mistake("Can't use -file and -members together (conflicting non-incremental modes)")
  if (options.has('file'))
    return mistake(`Error processing ${options.get('file')}: there are no files here, give the servers with -members`)
  return {
    type: 'reconfig',
    joining: options.get('add')?.toLowerCase() ?? null,
    leaving: options.get('remove')?.toLowerCase() ?? null,
    newMembers: options.get('members')?.toLowerCase() ?? null,
    fromConfig: version === undefined ? -1n : hexOf(version),
  }
}
function hexOf(text: string): bigint {
  const digits = BigInt(`0x${text.replace(/^[+-]/, '')}`)
  return text.startsWith('-') ? -digits : digits
}

function* statOf({ options }: Given, stat: Stat | undefined): Talk<void> {
  if (options.has('s') && stat !== undefined) yield* say(...statLines(stat))
}
