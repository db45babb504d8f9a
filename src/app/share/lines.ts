/**
 * A step in words: those of the console, which are the same in every language. `kill leader`, `A: create /app shop`,
 * `A: lock /locks`. What the console has no words for is named by its type and what it is about.
 */
import { unreachable } from '../../ground/base/assert.ts'
import type { Millis } from '../../ground/ids.ts'
import { textOfBytes } from '../../hosts/scenario/json.ts'
import type { ScenarioCommand } from '../../hosts/scenario.ts'
import type { ClientOp, RecipeRun } from '../../protocol/client/seam.ts'
import { cliLine } from './zkCliLines.ts'

const LINE_MAX = 100

/** Its line, on one line and not too long. */
export function lineOf(command: ScenarioCommand): string {
  const line = longLine(command).replace(/\s+/g, ' ').trimEnd()
  return line.length > LINE_MAX ? `${line.slice(0, LINE_MAX)}…` : line
}

/** `0:07.3` and, after an hour, `1:00:07.3`: minutes, seconds and tenths of virtual time. */
export function timeText(ms: Millis): string {
  const tenths = Math.round(ms / 100)
  const [hours, minutes, seconds] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60, (tenths % 600) / 10]
  const two = (value: number): string => String(value).padStart(2, '0')
  const tail = seconds.toFixed(1).padStart(4, '0')
  return hours === 0 ? `${minutes}:${tail}` : `${hours}:${two(minutes)}:${tail}`
}

function longLine(command: ScenarioCommand): string {
  switch (command.type) {
    case 'submit':
      return `${command.client}: ${operation(command.op)}`
    case 'run':
      return `${command.client}: ${recipe(command.run)}`
    case 'release':
      return `${command.client}: release ${command.recipe} ${command.path ?? ''}`
    case 'addClient':
      return `client ${command.name ?? ''} ${command.server ?? ''}${command.canBeReadOnly === true ? ' (read-only)' : ''}`
    case 'killClient':
      return `kill ${command.client}`
    case 'closeClient':
      return `leave ${command.client}`
    case 'freezeClient':
      return `pause ${command.client}`
    case 'thawClient':
      return `resume ${command.client}`
    case 'moveClient':
      return `move ${command.client} ${command.server ?? ''}`
    default:
      return serverLine(command)
  }
}

type OnServers = Exclude<ScenarioCommand, { readonly client: string } | { readonly type: 'addClient' }>
function serverLine(command: OnServers): string {
  switch (command.type) {
    case 'kill':
      return `kill ${command.server ?? 'leader'}`
    case 'stop':
    case 'isolate':
      return `${command.type} ${command.server}`
    case 'restart':
      return `restart ${command.server} ${{ keep: '', loseUnflushed: 'lose', wipe: 'wipe' }[command.disk]}`
    case 'freeze':
    case 'thaw':
      return `${command.type === 'freeze' ? 'pause' : 'resume'} ${command.server}`
    case 'addServer':
      return `add ${command.role === 'observer' ? 'observer' : ''}`
    case 'removeServer':
      return `remove ${command.server}`
    case 'slowDisk':
      return `disk ${command.server} slow ${command.delayMs}`
    case 'fullDisk':
      return `disk ${command.server} ${command.full ? 'full' : 'ok'}`
    case 'mendDisk':
      return `disk ${command.server} ok`
    case 'skewClock':
      return `clock ${command.server} ${command.rate === 1 ? `ahead ${command.jumpMs}` : `rate ${command.rate}`}`
    case 'setSpeed':
      return `speed ${command.speed}`
    case 'setHop':
      return `hop ${command.hopMs} ms`
    default:
      return linkLine(command)
  }
}

type OnLinks = Extract<OnServers, { readonly type: 'cut' | 'cutLinks' | 'partition' | 'delay' | 'stall' | 'heal' }>
function linkLine(command: OnLinks): string {
  switch (command.type) {
    case 'cut':
      return `cut ${command.from} ${command.to}${oneWay(command)}`
    case 'cutLinks':
      return `cut ${command.links.map((ends) => ends.join('–')).join(' ')}`
    case 'partition':
      return `partition ${command.groups.map((group) => group.join(' ')).join(' | ')}`
    case 'delay':
      return `delay ${command.from} ${command.to} ${command.delayMs}${oneWay(command)}`
    case 'stall':
      return `stall ${command.from} ${command.to} ${command.forMs}${oneWay(command)}`
    case 'heal':
      return `heal ${command.server ?? ''} ${command.to ?? ''}`
    default:
      return unreachable(command)
  }
}
function oneWay({ bothWays }: { readonly bothWays: boolean }): string {
  return bothWays ? '' : ' oneway'
}

function operation(op: ClientOp): string {
  const line = cliLine(op)
  if (line !== undefined) return line.text
  if (op.type === 'multi') return `multi [${op.ops.map(operation).join(', ')}]`
  if (op.type === 'multiRead') return `multiRead [${op.ops.map(({ path }) => path).join(', ')}]`
  return `${op.type} ${'path' in op ? op.path : ''}${'data' in op ? ` (${op.data?.length ?? 0} B)` : ''}`
}

function recipe(run: RecipeRun): string {
  const data = 'data' in run && run.data !== undefined ? (textOfBytes(run.data) ?? `(${run.data.length} B)`) : ''
  const more = 'address' in run ? (textOfBytes(run.address) ?? '') : 'add' in run ? String(run.add) : data
  return `${run.recipe} ${run.path} ${more}`
}
