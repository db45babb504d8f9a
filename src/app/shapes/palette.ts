/**
 * Meaning has one encoding. Hue is the epoch in every view; a client's colour is its letter's; the shape says what a
 * message is; hollow is not yet on disk, dashed is not yet committed. The legend is made from these tables.
 */
import type { Epoch } from '../../ground/ids.ts'
import type { FlightKind } from '../store/flightKind.ts'

const EPOCH_HUES = 6
const CLIENT_COLORS = ['a', 'b', 'c', 'd', 'e', 'f'] as const

/** The colour of an epoch, a CSS value: six hues in turn. */
export function epochColor(epoch: Epoch | undefined): string {
  if (epoch === undefined || epoch <= 0) return 'var(--ink-faint)'
  return `var(--epoch-${(epoch - 1) % EPOCH_HUES})`
}

/**
 * The colour of a client by its letter; longer names by the sum of their characters. A program outside has the colour of its
 * address, whatever the number of its connection.
 */
export function clientColor(name: string): string {
  let sum = 0
  for (const character of name.replace(/^\d+@/, '')) sum += (character.codePointAt(0) ?? 0) - 65
  const letter = CLIENT_COLORS[Math.abs(sum) % CLIENT_COLORS.length] ?? 'a'
  return `var(--client-${letter})`
}

export type Glyph = 'square' | 'ring' | 'disc' | 'diamond' | 'triangle' | 'pill' | 'pillHollow' | 'star' | 'dot'
export type FlightLook = {
  readonly glyph: Glyph
  /** What its hue says: the epoch, the client, or nothing. */
  readonly hue: 'epoch' | 'client' | 'none'
  /** Drawn faint and small: heartbeats and the making of connections. */
  readonly quiet: boolean
}

/** How each kind of message looks. */
export const flightLooks: { readonly [K in FlightKind]: FlightLook } = {
  vote: { glyph: 'diamond', hue: 'epoch', quiet: false },
  proposal: { glyph: 'square', hue: 'epoch', quiet: false },
  ack: { glyph: 'ring', hue: 'epoch', quiet: false },
  commit: { glyph: 'disc', hue: 'epoch', quiet: false },
  sync: { glyph: 'triangle', hue: 'epoch', quiet: false },
  request: { glyph: 'pill', hue: 'client', quiet: false },
  reply: { glyph: 'pillHollow', hue: 'client', quiet: false },
  watch: { glyph: 'star', hue: 'client', quiet: false },
  session: { glyph: 'pillHollow', hue: 'client', quiet: false },
  link: { glyph: 'dot', hue: 'none', quiet: true },
  ping: { glyph: 'dot', hue: 'none', quiet: true },
}
