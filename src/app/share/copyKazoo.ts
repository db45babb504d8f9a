/**
 * A scenario as a program for kazoo: a client for each application, its operations and recipes. What is done to servers and
 * machines stands as a comment in its place: no client can do that.
 */
import { isEphemeral, isSequential } from '../../ground/jute/opcodes.ts'
import { type Acl, OPEN_ACL } from '../../ground/jute/records.ts'
import { treeOf } from '../../hosts/scenario/play.ts'
import type { Scenario, ScenarioCommand } from '../../hosts/scenario.ts'
import type { ClientOp, CreateOp, MultiPart, RecipeRun } from '../../protocol/client/seam.ts'
import { lineOf, timeText } from './lines.ts'

const HEAD = `# pip install kazoo
import threading

from kazoo.client import KazooClient
from kazoo.exceptions import KazooException
from kazoo.security import ACL, Id

HOSTS = "%HOSTS%"


def client():
    one = KazooClient(hosts=HOSTS)
    one.start()
    return one


def tell(line, act):
    try:
        print(line, "->", act())
    except KazooException as error:
        print(line, "->", type(error).__name__)


waiting = []


def later(line, act):
    # A place in a line is waited for beside the rest.
    one = threading.Thread(target=tell, args=(line, act), daemon=True)
    one.start()
    waiting.append(one)


`

/** The program; `hosts` as clients take it: `127.0.0.1:2181`. */
export function kazooText(scenario: Scenario, hosts: string): string {
  const clients = new Set(scenario.clients)
  const lines = [...clients].map((name) => `${name} = client()`)
  const [first = 'A'] = clients
  for (const { path, data, acl, container } of treeOf(scenario)) {
    const mode = container === true ? 'container' : 'persistent'
    lines.push(...opLines(first, { type: 'create', path, data, mode, acl: acl ?? OPEN_ACL }, `create ${path}`))
  }
  for (const { at, command } of scenario.steps) lines.push(...stepLines(command, `${timeText(at)} ${lineOf(command)}`))
  const isWaited = lines.some((line) => line.startsWith('later('))
  const end = [
    ...(isWaited ? ['for one in waiting:', '    one.join(5)  # seconds; whoever waits on leaves the line'] : []),
    ...[...namesIn(scenario)].map((name) => `${name}.stop()`),
  ]
  return `${HEAD.replace('%HOSTS%', hosts)}${[...lines, ...end].join('\n')}\n`
}

/** Everybody who is started here. */
function namesIn({ clients, steps }: Scenario): ReadonlySet<string> {
  const added = steps.flatMap(({ command }) =>
    command.type === 'addClient' && command.name !== undefined ? [command.name] : [],
  )
  return new Set([...clients, ...added])
}

function stepLines(command: ScenarioCommand, line: string): readonly string[] {
  switch (command.type) {
    case 'submit':
      return opLines(command.client, command.op, line)
    case 'run':
      return recipeLines(command.client, command.run, line)
    case 'release': {
      const { client, recipe } = command
      return isLine(recipe) ? [`tell(${str(line)}, ${client}_${recipe}.release)`] : comment(line)
    }
    case 'addClient':
      return command.name === undefined ? comment(line) : [`${command.name} = client()`]
    case 'killClient':
    case 'closeClient':
      return [`${command.client}.stop()  # ${oneLine(line)}`]
    default:
      return comment(line)
  }
}
function comment(line: string): readonly string[] {
  return [`# ${oneLine(line)}`]
}
function oneLine(line: string): string {
  return line.replace(/\s+/g, ' ')
}

function opLines(client: string, op: ClientOp, line: string): readonly string[] {
  const call = callOf(client, op)
  return call === undefined ? comment(line) : [`tell(${str(line)}, lambda: ${call})`]
}
function callOf(client: string, op: ClientOp): string | undefined {
  switch (op.type) {
    case 'create':
      return createCall(op, (args) => `${client}.create(${args})`)
    case 'setData':
      return `${client}.set(${str(op.path)}, ${data(op.data)}, version=${op.version})`
    case 'delete':
      return `${client}.delete(${str(op.path)}, version=${op.version})`
    case 'exists':
      return `${client}.exists(${str(op.path)}${watch(op.watch)})`
    case 'getData':
      return `${client}.get(${str(op.path)}${watch(op.watch)})`
    case 'getChildren':
      return `${client}.get_children(${str(op.path)}${watch(op.watch)})`
    case 'getACL':
      return `${client}.get_acls(${str(op.path)})`
    case 'setACL':
      return `${client}.set_acls(${str(op.path)}, ${acls(op.acl)}, version=${op.version})`
    case 'sync':
      return `${client}.sync(${str(op.path)})`
    case 'addAuth':
      return `${client}.add_auth(${str(op.scheme)}, ${data(op.auth)}.decode())`
    case 'multi':
      return multiCall(client, op.ops)
    default:
      return undefined
  }
}
function createCall(
  { path, data: value, mode, acl, ttl }: CreateOp,
  call: (args: string) => string,
): string | undefined {
  if (mode === 'container' || ttl !== undefined) return undefined
  const flags = `${isEphemeral(mode) ? ', ephemeral=True' : ''}${isSequential(mode) ? ', sequence=True' : ''}`
  const rights = JSON.stringify(acl) === JSON.stringify(OPEN_ACL) ? '' : `, acl=${acls(acl)}`
  return call(`${str(path)}, ${data(value)}${rights}${flags}`)
}
/** The parts go into one transaction; one that it can't have leaves nothing to say. */
function multiCall(client: string, parts: readonly MultiPart[]): string | undefined {
  const calls = parts.map((part) => {
    if (part.type === 'create') return createCall(part, (args) => `t.create(${args})`)
    if (part.type === 'setData') return `t.set_data(${str(part.path)}, ${data(part.data)}, version=${part.version})`
    return `t.${part.type}(${str(part.path)}, version=${part.version})`
  })
  if (calls.some((call) => call === undefined)) return undefined
  return `(lambda t: [${[...calls, 't.commit()'].join(', ')}][-1])(${client}.transaction())`
}
function watch(isWatched: boolean): string {
  return isWatched ? ', watch=print' : ''
}

function isLine(recipe: string): recipe is 'lock' | 'readLock' | 'writeLock' {
  return recipe === 'lock' || recipe === 'readLock' || recipe === 'writeLock'
}
const LOCKS = { lock: 'Lock', readLock: 'ReadLock', writeLock: 'WriteLock' } as const

function recipeLines(client: string, run: RecipeRun, line: string): readonly string[] {
  const path = str(run.path)
  if (isLine(run.recipe)) {
    const name = `${client}_${run.recipe}`
    return [`${name} = ${client}.${LOCKS[run.recipe]}(${path}, ${str(client)})`, `later(${str(line)}, ${name}.acquire)`]
  }
  switch (run.recipe) {
    case 'counter':
      return [
        `${client}_counter = ${client}.Counter(${path})`,
        `tell(${str(line)}, lambda: ${client}_counter.__iadd__(${run.add}).value)`,
      ]
    case 'queuePut':
      return [`tell(${str(line)}, lambda: ${client}.Queue(${path}).put(${data(run.data)}))`]
    case 'queueTake':
      return [`tell(${str(line)}, lambda: ${client}.Queue(${path}).get())`]
    case 'election':
      return [`later(${str(line)}, lambda: ${client}.Election(${path}, ${str(client)}).run(threading.Event().wait))`]
    default:
      return comment(line)
  }
}

/** A text as Python writes it: JSON's escapes are Python's, but for what is beyond the BMP, which stands as it is. */
function str(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ud800-\udfff]/g, (unit) =>
    /[\ud800-\udfff]/.test(unit) ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
function data(value: Uint8Array | null): string {
  if (value === null) return 'None'
  const text = [...value].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`
    if (byte === 10) return '\\n'
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
  })
  return `b"${text.join('')}"`
}
function acls(acl: readonly Acl[]): string {
  return `[${acl.map(({ perms, id }) => `ACL(${perms}, Id(${str(id.scheme ?? '')}, ${str(id.id ?? '')}))`).join(', ')}]`
}
