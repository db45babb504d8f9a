/** The shape of a kind of message, about 12 pixels wide, drawn around 0, 0. The legend uses the same. */
import type { Glyph as GlyphName } from '../../shapes/palette.ts'

type Drawing = { readonly d: string; readonly hollow: boolean }
const DISC = 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z'
const PILL = 'M-4 -4h8a4 4 0 0 1 0 8h-8a4 4 0 0 1 0 -8z'

const drawings: { readonly [K in GlyphName]: Drawing } = {
  square: { d: 'M-5.5 -5.5h11v11h-11z', hollow: false },
  ring: { d: DISC, hollow: true },
  disc: { d: DISC, hollow: false },
  diamond: { d: 'M0 -7L7 0L0 7L-7 0z', hollow: false },
  triangle: { d: 'M0 -6.5L6.5 5H-6.5z', hollow: false },
  pill: { d: PILL, hollow: false },
  pillHollow: { d: PILL, hollow: true },
  star: { d: 'M0 -8L2 -2.4L8 0L2 2.4L0 8L-2 2.4L-8 0L-2 -2.4z', hollow: false },
  dot: { d: 'M-2 0a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z', hollow: false },
}

export function Glyph({ name }: { readonly name: GlyphName }) {
  const { d, hollow } = drawings[name]
  return <path className="glyph" d={d} data-hollow={hollow} />
}
