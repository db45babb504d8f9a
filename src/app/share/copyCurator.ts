/** A scenario as a Java program for Curator: a framework for each application. What no client can do is a comment. */
import type { CreateMode } from '../../ground/jute/opcodes.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import { treeOf } from '../../hosts/scenario/play.ts'
import type { Scenario, ScenarioCommand } from '../../hosts/scenario.ts'
import type { ClientOp, CreateOp, RecipeRun } from '../../protocol/client/seam.ts'
import { lineOf, timeText } from './lines.ts'

const HEAD = `// org.apache.curator:curator-recipes:5.4.0
import java.util.concurrent.Callable;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.zookeeper.CreateMode;

public class Session {
  static CuratorFramework client() {
    CuratorFramework one = CuratorFrameworkFactory.newClient("%HOSTS%", new ExponentialBackoffRetry(200, 5));
    one.start();
    return one;
  }

  static void tell(String line, Callable<Object> act) {
    try {
      System.out.println(line + " -> " + act.call());
    } catch (Exception error) {
      System.out.println(line + " -> " + error);
    }
  }

  public static void main(String[] arguments) throws Exception {
`

const MODES: { readonly [K in CreateMode]: string } = {
  persistent: 'PERSISTENT',
  ephemeral: 'EPHEMERAL',
  persistentSequential: 'PERSISTENT_SEQUENTIAL',
  ephemeralSequential: 'EPHEMERAL_SEQUENTIAL',
  container: 'CONTAINER',
  persistentWithTtl: 'PERSISTENT_WITH_TTL',
  persistentSequentialWithTtl: 'PERSISTENT_SEQUENTIAL_WITH_TTL',
}

export function curatorText(scenario: Scenario, hosts: string): string {
  const known = new Set(scenario.clients)
  const [first = 'A'] = known
  const lines = [...known].map((name) => `CuratorFramework ${variable(name)} = client();`)
  for (const { path, data, acl, container } of treeOf(scenario)) {
    const mode = container === true ? 'container' : 'persistent'
    lines.push(opLine(first, { type: 'create', path, data, mode, acl: acl ?? OPEN_ACL }, `create ${path}`))
  }
  for (const [index, { at, command }] of scenario.steps.entries())
    lines.push(...stepLines(command, `${timeText(at)} ${lineOf(command)}`, index + 1, known))
  lines.push(...[...known].map((name) => `${variable(name)}.close();`))
  return `${HEAD.replace('%HOSTS%', hosts)}${lines.map((line) => `    ${line}`).join('\n')}\n  }\n}\n`
}

/** Java has words that are no names. */
function variable(name: string): string {
  return `client${name}`
}

function stepLines(command: ScenarioCommand, line: string, step: number, known: Set<string>): readonly string[] {
  switch (command.type) {
    case 'submit':
      return [opLine(command.client, command.op, line)]
    case 'run':
      return lockLines(command.client, command.run, line, step)
    case 'addClient': {
      const { name } = command
      if (name === undefined) return [comment(line)]
      const isNew = !known.has(name)
      known.add(name)
      return [`${isNew ? 'CuratorFramework ' : ''}${variable(name)} = client();`]
    }
    case 'killClient':
    case 'closeClient':
      return [`${variable(command.client)}.close(); // ${oneLine(line)}`]
    default:
      return [comment(line)]
  }
}
function comment(line: string): string {
  return `// ${oneLine(line)}`
}
function oneLine(line: string): string {
  return line.replace(/\s+/g, ' ').replaceAll('\\', '/')
}

function opLine(client: string, op: ClientOp, line: string): string {
  const call = callOf(variable(client), op)
  return call === undefined ? comment(line) : `tell(${str(line)}, () -> ${call});`
}
function callOf(client: string, op: ClientOp): string | undefined {
  switch (op.type) {
    case 'create':
      return createCall(client, op)
    case 'setData':
      return `${client}.setData().withVersion(${op.version}).forPath(${str(op.path)}, ${data(op.data)})`
    case 'delete':
      return `${client}.delete().withVersion(${op.version}).forPath(${str(op.path)})`
    case 'exists':
      return `${client}.checkExists()${watch(op.watch)}.forPath(${str(op.path)})`
    case 'getData':
      return `new String(${client}.getData()${watch(op.watch)}.forPath(${str(op.path)}))`
    case 'getChildren':
      return `${client}.getChildren()${watch(op.watch)}.forPath(${str(op.path)})`
    case 'getACL':
      return `${client}.getACL().forPath(${str(op.path)})`
    case 'sync':
      return `${client}.sync().forPath(${str(op.path)})`
    default:
      return undefined
  }
}
function createCall(client: string, { path, data: value, mode, acl, ttl }: CreateOp): string | undefined {
  if (JSON.stringify(acl) !== JSON.stringify(OPEN_ACL)) return undefined
  const live = ttl === undefined ? '' : `.withTtl(${ttl}L)`
  return `${client}.create()${live}.withMode(CreateMode.${MODES[mode]}).forPath(${str(path)}, ${data(value)})`
}
function watch(isWatched: boolean): string {
  return isWatched ? '.usingWatcher((org.apache.curator.framework.api.CuratorWatcher) System.out::println)' : ''
}

const LOCKS: { readonly [name: string]: (client: string, path: string) => string } = {
  lock: (client, path) => `new InterProcessMutex(${client}, ${path})`,
  readLock: (client, path) => `new InterProcessReadWriteLock(${client}, ${path}).readLock()`,
  writeLock: (client, path) => `new InterProcessReadWriteLock(${client}, ${path}).writeLock()`,
}
/** A place in a line is waited for beside the rest. */
function lockLines(client: string, { recipe, path }: RecipeRun, line: string, step: number): readonly string[] {
  const make = Object.hasOwn(LOCKS, recipe) ? LOCKS[recipe] : undefined
  if (make === undefined) return [comment(line)]
  const name = `lock${step}`
  return [
    `InterProcessMutex ${name} = ${make(variable(client), str(path))};`,
    `new Thread(() -> tell(${str(line)}, () -> { ${name}.acquire(); return "held"; })).start();`,
  ]
}

function str(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
/** Bytes as Java's; null stays null: `forPath(path)` alone would send the default data, the address of this machine. */
function data(value: Uint8Array | null): string {
  if (value === null) return '(byte[]) null'
  return `new byte[] {${[...value].map((byte) => (byte > 127 ? byte - 256 : byte)).join(', ')}}`
}
