/**
 * A run as a picture in text: one line an event, one column a server, the clients in the last one. What the nemesis did
 * stands across. Only what tells a story is drawn; zxids are written `epoch:counter`.
 */
import { counterOf, epochOf, serverOf, type Zxid } from '../../../ground/ids.ts'
import type { Happening } from '../../engine.ts'

const CELL = 26
/** The drawn end of a run, in lines. */
const LINES_MAX = 6000

type Note = { readonly at: number; readonly text: string }
type Event = Happening['event']

/** The last lines of a run, oldest first. */
export function picture(trace: readonly Happening[], notes: readonly Note[], servers: number): string {
  const head = [
    'time ms'.padStart(9),
    ...Array.from({ length: servers }, (_, i) => `s${i + 1}`.padEnd(CELL)),
    'clients',
  ]
  const lines: string[] = []
  let next = 0
  for (const { at, node, event } of trace) {
    for (let note = notes[next]; note !== undefined && note.at <= at; note = notes[++next]) {
      lines.push(`${timeText(note.at)} ── ${note.text}`)
    }
    const text = cellText(event)
    if (text === undefined) continue
    const id = serverOf(node)
    const column = id === undefined ? servers : id - 1
    const cell = id === undefined ? `${node} ${text}` : text
    lines.push(`${timeText(at)} ${' '.repeat(column * (CELL + 1))}${cell}`)
  }
  for (const note of notes.slice(next)) lines.push(`${timeText(note.at)} ── ${note.text}`)
  const shown = lines.slice(-LINES_MAX)
  const left = lines.length - shown.length
  return [head.join(' '), ...(left > 0 ? [`… ${left} lines before`] : []), ...shown, ''].join('\n')
}

function timeText(at: number): string {
  return at.toFixed(at % 1 === 0 ? 0 : 2).padStart(9)
}
function zxidText(zxid: Zxid): string {
  return `${epochOf(zxid)}:${counterOf(zxid)}`
}

function cellText(event: Event): string | undefined {
  switch (event.type) {
    case 'nodeStarted':
      return `▲ start ${event.incarnation}`
    case 'nodeEnded':
      return `✗ ${event.how}: ${event.reason.split('\n')[0]}`
    case 'nodeFrozen':
      return '‖ frozen'
    case 'nodeThawed':
      return '▶ thawed'
    case 'diskFate':
      return `disk ${event.fate}`
    default:
      return zabText(event) ?? sessionText(event)
  }
}

function zabText(event: Event): string | undefined {
  switch (event.type) {
    case 'booted':
      return `boot ${zxidText(event.lastZxid)} e${event.acceptedEpoch}/${event.currentEpoch}`
    case 'roleChanged':
      return `→ ${event.role}${event.leader === undefined ? '' : ` (${event.leader})`}`
    case 'voted':
      return `vote ${event.vote.leader} ${zxidText(event.vote.zxid)} r${event.round}`
    case 'elected':
      return `elected ${event.leader} r${event.round}`
    case 'phaseChanged':
      return `· ${event.phase} e${event.epoch}`
    case 'promised':
      return `promised e${event.epoch}`
    case 'epochEstablished':
      return `established e${event.epoch}`
    case 'syncPlanned':
      return `${event.mode} for s${event.peer}: ${event.proposals}`
    case 'syncStarted':
      return `takes ${event.mode} to ${zxidText(event.zxid)}`
    case 'truncated':
      return `cut to ${zxidText(event.zxid)}`
    case 'reloaded':
      return `reload ${zxidText(event.zxid)}`
    case 'serving':
      return `★ serves e${event.epoch} ${zxidText(event.zxid)}`
    case 'proposed':
      return `propose ${zxidText(event.zxid)} ${event.txn.type}`
    case 'durable':
      return `durable ${zxidText(event.zxid)}`
    case 'committed':
      return `commit ${zxidText(event.zxid)} by ${event.acks.join('')}`
    case 'applied':
      return `apply ${zxidText(event.zxid)}`
    case 'quorumLost':
      return 'quorum lost'
    case 'snapshotTaken':
      return `snapshot ${zxidText(event.zxid)}`
    default:
      return undefined
  }
}

function sessionText(event: Event): string | undefined {
  switch (event.type) {
    case 'sessionExpired':
      return 'session expires'
    case 'clientRefused':
      return `refuses: ${event.reason}`
    case 'connected':
      return `connected to s${event.server}${event.resumed ? ' again' : ''}`
    case 'disconnected':
      return `left s${event.server}: ${event.reason}`
    case 'expired':
      return 'expired'
    case 'sent':
      return event.op === 'ping' ? undefined : `asks ${event.op} ${event.path ?? ''}`
    case 'answered':
      return event.op === 'ping' ? undefined : `hears ${event.op} ${event.error} ${zxidText(event.zxid)}`
    case 'watchEvent':
      return `hears ${event.event} ${event.path}`
    case 'recipe':
      return `${event.recipe} ${event.state}`
    default:
      return undefined
  }
}
