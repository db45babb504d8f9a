/**
 * A run as text, one line an event, for people and for diffs: `57 s2 committed 0x100000002 acks=1,2`. Messages, pings and
 * session deadlines are left out: they are the beat, not the story.
 */
import type { Happening } from '../engine.ts'

/** The story lines of a trace. */
export function transcript(trace: readonly Happening[]): string {
  const lines = trace.filter(isStory).map(({ at, node, event }) => {
    const { type, ...fields } = event
    const told = Object.entries(fields).flatMap(([name, value]) =>
      // What was asked for and answered in full is for the checkers.
      name === 'request' || name === 'outcome'
        ? []
        : [`${name}=${name === 'members' ? membersText(event) : text(value)}`],
    )
    return [String(Math.round(at * 1000) / 1000).padStart(8), node, type, ...told].join(' ')
  })
  return `${lines.join('\n')}\n`
}

function isStory({ event }: Happening): boolean {
  if (event.type.startsWith('message') || event.type === 'sessionDeadline') return false
  return !('op' in event && event.op === 'ping')
}

/** Ids of members; an `o` marks who only observes. */
function membersText(event: Happening['event']): string {
  if (!('members' in event)) return '[]'
  return `[${event.members.map(({ id, type }) => `${id}${type === 'observer' ? 'o' : ''}`).join(',')}]`
}

/** Zxids and other 64-bit values in hex, bytes as their count, records in braces, lists with commas. */
function text(value: unknown): string {
  if (typeof value === 'bigint') return hex(value)
  if (value instanceof Uint8Array) return `${value.length}b`
  if (Array.isArray(value)) return `[${value.map(text).join(',')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = Object.entries(value).map(([name, field]) => `${name}:${text(field)}`)
  return `{${fields.join(' ')}}`
}

function hex(value: bigint): string {
  return `0x${BigInt.asUintN(64, value).toString(16)}`
}
