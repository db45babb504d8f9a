/** A small space-time diagram of a few lanes: from moments on a line of ten to places. Numbers only. */

/** Lanes count from 0, moments run from 0 to 10; `L` is what a label is before anybody's language is known. */
export type PictureItem<L = string> =
  /** Something that happens at a node. */
  | { readonly type: 'dot'; readonly lane: number; readonly at: number; readonly label: L; readonly bad?: true }
  /** A message. */
  | {
      readonly type: 'arrow'
      readonly from: readonly [lane: number, at: number]
      readonly to: readonly [lane: number, at: number]
      readonly label: L
      readonly bad?: true
    }
  /** A time during which something holds. */
  | {
      readonly type: 'bar'
      readonly lane: number
      readonly from: number
      readonly to: number
      readonly label: L
      readonly bad?: true
    }
export type Picture<L = string> = { readonly lanes: readonly string[]; readonly items: readonly PictureItem<L>[] }

export type Mark = {
  readonly key: string
  readonly bad: boolean
  readonly dot: boolean
  readonly x: number
  readonly y: number
  readonly line: string | undefined
  readonly label: string
  readonly labelX: number
  readonly labelY: number
  readonly anchor: 'start' | 'middle' | 'end'
}
export type PictureShape = {
  readonly width: number
  readonly height: number
  readonly lanes: readonly { readonly name: string; readonly y: number }[]
  readonly marks: readonly Mark[]
}

const WIDTH = 320
const LEFT = 34
const RIGHT = 16
const LANE = 40
const TOP = 22
/** How far a label stands above its lane. */
const LABEL = 9
const HEAD = 6

/** Labels stand above their marks; those of the edges lean inwards. */
export function pictureShape({ lanes, items }: Picture): PictureShape {
  const yOf = (lane: number): number => TOP + lane * LANE
  const xOf = (at: number): number => LEFT + (at / 10) * (WIDTH - LEFT - RIGHT)
  return {
    width: WIDTH,
    height: TOP + (lanes.length - 1) * LANE + 14,
    lanes: lanes.map((name, lane) => ({ name, y: yOf(lane) })),
    marks: items.map((item, index) => ({ key: `${index}`, bad: item.bad === true, ...markOf(item, xOf, yOf) })),
  }
}

type Place = (value: number) => number
function markOf(item: PictureItem, xOf: Place, yOf: Place): Omit<Mark, 'key' | 'bad'> {
  const { label } = item
  switch (item.type) {
    case 'dot': {
      const [x, y] = [xOf(item.at), yOf(item.lane)]
      return { dot: true, x, y, line: undefined, label, labelX: x, labelY: y - LABEL, anchor: leaning(item.at) }
    }
    case 'bar': {
      const [x, y] = [xOf(item.from), yOf(item.lane)]
      const middle = (item.from + item.to) / 2
      const line = `M${x} ${y}H${xOf(item.to)}M${x} ${y - 5}v10M${xOf(item.to)} ${y - 5}v10`
      return { dot: false, x, y, line, label, labelX: xOf(middle), labelY: y - LABEL, anchor: leaning(middle) }
    }
    case 'arrow': {
      const [x, y] = [xOf(item.from[1]), yOf(item.from[0])]
      const [endX, endY] = [xOf(item.to[1]), yOf(item.to[0])]
      const line = `M${x} ${y}L${endX} ${endY}${head(x, y, endX, endY)}`
      // Beside the middle of the line, on the side that it leans away from.
      const [labelX, labelY] = [(x + endX) / 2 + 5, (y + endY) / 2 + (endY > y ? -1 : 9)]
      return { dot: false, x, y, line, label, labelX, labelY, anchor: 'start' }
    }
  }
}

function leaning(at: number): Mark['anchor'] {
  if (at < 1.5) return 'start'
  return at > 8.5 ? 'end' : 'middle'
}

/** The two strokes of an arrow's head. */
function head(x: number, y: number, endX: number, endY: number): string {
  const angle = Math.atan2(endY - y, endX - x)
  const stroke = (turn: number): string => {
    const [dx, dy] = [Math.cos(angle + turn) * HEAD, Math.sin(angle + turn) * HEAD]
    return `M${endX} ${endY}L${round(endX - dx)} ${round(endY - dy)}`
  }
  return stroke(0.45) + stroke(-0.45)
}
function round(value: number): number {
  return Math.round(value * 10) / 10
}
