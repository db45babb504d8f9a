/**
 * Puts a picture on a canvas. A canvas and no SVG: a second of an ensemble under load is thousands of lines that move each
 * frame, and as elements they would cost layout; here lines of one colour share paths, and a crowd is drawn once a pixel.
 */
import { externalOf, type NodeName, serverOf } from '../../../ground/ids.ts'
import { clientColor, epochColor, flightLooks } from '../../shapes/palette.ts'
import { ticksOf, xOf } from '../../shapes/spaceTime.ts'
import type { Colors } from './colors.ts'
import type { DrawnMessage, Picture, Size } from './picture.ts'
import type { Lane, SpaceTimeRecord } from './record.ts'

const TICKS_APART = 90
/** Sizes of text, in pixels where the browser writes in its usual size. */
const TICK_PX = 10.5
const LABEL_PX = 12
const DOT_SENT = 1.4
const DOT_ARRIVED = 2.3

/** Lines of one path at most: a path costs more than its lines where they cross each other often. */
const PATH_LINES_MAX = 64
/** From so many lines on there are no dots, and of lines on the same pixels one is drawn. */
const CROWD_MIN = 800

export type Marks = { readonly moment: number | undefined; readonly pointed: string | undefined }
export type Words = { readonly formatAt: (ms: number) => string }

export function draw(
  context: CanvasRenderingContext2D,
  size: Size,
  record: SpaceTimeRecord,
  picture: Picture,
  marks: Marks,
  colors: Colors,
  words: Words,
): void {
  const ratio = devicePixelRatio
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, size.width, size.height)
  drawAxis(context, picture, size.scale, colors, words)
  const { plot } = picture
  for (const [node, y] of picture.lanes) {
    drawLabel(context, node, y, size.scale, colors)
    const lane = record.lanes.get(node)
    if (lane === undefined) continue
    inPlot(context, picture, () => drawLane(context, picture, lane, y, colors))
  }
  inPlot(context, picture, () => {
    drawMessages(context, picture.lines, colors)
    const pointed = picture.lines.find(({ message }) => message.id === marks.pointed)
    if (pointed !== undefined) drawPointed(context, pointed, colors)
    for (const [node, y] of picture.lanes) drawDeaths(context, picture, record.lanes.get(node), y, colors)
  })
  drawUpright(context, xOf(picture.window, plot, picture.now), picture, colors.of('var(--ink-faint)'), false)
  if (marks.moment !== undefined)
    drawUpright(context, xOf(picture.window, plot, marks.moment), picture, colors.of('var(--ink)'), true)
}

function inPlot(context: CanvasRenderingContext2D, { plot }: Picture, paint: () => void): void {
  context.save()
  context.beginPath()
  context.rect(plot.left, 0, plot.right - plot.left, plot.bottom)
  context.clip()
  paint()
  context.restore()
}

function drawAxis(
  context: CanvasRenderingContext2D,
  { window, plot }: Picture,
  scale: number,
  colors: Colors,
  words: Words,
): void {
  context.font = `${TICK_PX * scale}px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace`
  context.textAlign = 'center'
  context.textBaseline = 'alphabetic'
  for (const at of ticksOf(window, plot, TICKS_APART * scale)) {
    const x = xOf(window, plot, at)
    context.fillStyle = colors.of('var(--line)')
    context.fillRect(Math.round(x), plot.top, 1, plot.bottom - plot.top)
    context.fillStyle = colors.of('var(--ink-faint)')
    // A label that would be cut off is left out.
    if (x > plot.left + 10 * scale && x < plot.right - 10 * scale)
      context.fillText(words.formatAt(at), x, plot.bottom + 13 * scale)
  }
}

function drawLabel(context: CanvasRenderingContext2D, node: NodeName, y: number, scale: number, colors: Colors): void {
  const client = serverOf(node) === undefined
  context.font = `${LABEL_PX * scale}px system-ui, sans-serif`
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  context.fillStyle = colors.of(client ? clientColor(node.slice(1)) : 'var(--ink-soft)')
  // Of an address there is room for its last digits.
  context.fillText(externalOf(node)?.slice(-3) ?? node.slice(1), 14, y + 0.5, 18 * scale)
}

function drawLane(context: CanvasRenderingContext2D, picture: Picture, lane: Lane, y: number, colors: Colors): void {
  const { window, plot, now } = picture
  const stroke = (from: number, to: number) => {
    context.beginPath()
    context.moveTo(Math.max(plot.left, xOf(window, plot, from)), y)
    context.lineTo(Math.min(plot.right, xOf(window, plot, Math.min(to, now))), y)
    context.stroke()
  }
  context.strokeStyle = colors.of('var(--line-strong)')
  for (const [index, { from, life }] of lane.lives.entries()) {
    const to = lane.lives[index + 1]?.from ?? lane.goneAt ?? now
    if (to < window.start || from > window.end || from >= now) continue
    context.lineWidth = life === 'alive' ? 1.5 : 1
    context.setLineDash(life === 'alive' ? [] : life === 'frozen' ? [1, 3] : [4, 5])
    stroke(from, to)
  }
  context.setLineDash([])
  context.lineWidth = 4
  for (const { from, to, epoch } of lane.reigns) {
    if ((to ?? now) < window.start || from > window.end) continue
    context.strokeStyle = colors.of(epochColor(epoch))
    stroke(from, to ?? now)
  }
}

type Brush = { readonly lines: Path2D; readonly lost: Path2D; readonly dots: Path2D; count: number }

function newBrush(): Brush {
  return { lines: new Path2D(), lost: new Path2D(), dots: new Path2D(), count: 0 }
}

function drawMessages(context: CanvasRenderingContext2D, lines: readonly DrawnMessage[], colors: Colors): void {
  const crowded = lines.length > CROWD_MIN
  const drawn = new Set<number>()
  const brushes = new Map<string, Brush>()
  // One pixel and no more: a hairline is rastered without an outline of its own, on the page's thread where no GPU helps.
  context.lineWidth = 1
  for (const line of lines) {
    if (crowded) {
      const place = placeOf(line)
      if (drawn.has(place)) continue
      drawn.add(place)
    }
    const { color } = line.message
    const brush = brushes.get(color) ?? newBrush()
    addTo(brush, line, !crowded)
    if (brush.count < PATH_LINES_MAX) {
      brushes.set(color, brush)
      continue
    }
    paint(context, brush, colors.of(color))
    brushes.delete(color)
  }
  for (const [color, brush] of brushes) paint(context, brush, colors.of(color))
}

/** Both ends in whole pixels, as one number. */
function placeOf({ from, to }: DrawnMessage): number {
  const end = (x: number, y: number) => Math.round(x) + Math.round(y) * 4096
  return end(from.x, from.y) + end(to.x, to.y) * 2 ** 24
}

function addTo(brush: Brush, { from, to, message }: DrawnMessage, dots: boolean): void {
  const path = message.lost ? brush.lost : brush.lines
  path.moveTo(from.x, from.y)
  path.lineTo(to.x, to.y)
  brush.count += 1
  if (!dots || flightLooks[message.kind].quiet) return
  dot(brush.dots, from.x, from.y, DOT_SENT)
  if (message.endedAt !== undefined && !message.lost) dot(brush.dots, to.x, to.y, DOT_ARRIVED)
}

function paint(context: CanvasRenderingContext2D, brush: Brush, color: string): void {
  context.strokeStyle = color
  context.fillStyle = color
  context.stroke(brush.lines)
  context.setLineDash([3, 3])
  context.stroke(brush.lost)
  context.setLineDash([])
  context.fill(brush.dots)
}

function dot(path: Path2D, x: number, y: number, radius: number): void {
  path.moveTo(x + radius, y)
  path.arc(x, y, radius, 0, 2 * Math.PI)
}

function drawPointed(context: CanvasRenderingContext2D, { from, to }: DrawnMessage, colors: Colors): void {
  context.strokeStyle = colors.of('var(--ink)')
  context.fillStyle = context.strokeStyle
  context.lineWidth = 2.2
  const ends = new Path2D()
  dot(ends, from.x, from.y, DOT_ARRIVED)
  dot(ends, to.x, to.y, DOT_ARRIVED + 1)
  context.beginPath()
  context.moveTo(from.x, from.y)
  context.lineTo(to.x, to.y)
  context.stroke()
  context.fill(ends)
}

function drawDeaths(
  context: CanvasRenderingContext2D,
  { window, plot }: Picture,
  lane: Lane | undefined,
  y: number,
  colors: Colors,
): void {
  context.strokeStyle = colors.of('var(--destructive)')
  context.lineWidth = 2.2
  for (const at of lane?.deaths ?? []) {
    const x = xOf(window, plot, at)
    context.beginPath()
    context.moveTo(x - 4, y - 4)
    context.lineTo(x + 4, y + 4)
    context.moveTo(x + 4, y - 4)
    context.lineTo(x - 4, y + 4)
    context.stroke()
  }
}

function drawUpright(
  context: CanvasRenderingContext2D,
  x: number,
  { plot }: Picture,
  color: string,
  marked: boolean,
): void {
  if (x < plot.left || x > plot.right) return
  context.fillStyle = color
  context.fillRect(Math.round(x), plot.top - 2, 1, plot.bottom - plot.top + 4)
  if (marked) context.fillRect(Math.round(x) - 3, 0, 7, 7)
}
