/**
 * The stage as a picture of its own: the lines as they are drawn, with their styles written into them, and the servers and
 * clients as shapes. It needs no style sheet, and is sharp at any size.
 */
import type { Dictionary } from '../i18n/en.ts'

const SVG = 'http://www.w3.org/2000/svg'
/** What a line, an area and a text look like; what is as in any drawing is left out. */
const LINE = ['stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-opacity'] as const
const AREA = ['fill', 'fill-opacity'] as const
const TEXT = ['font-size', 'font-family', 'font-weight', 'text-anchor'] as const
const USUAL: ReadonlySet<string> = new Set([
  'stroke-linecap butt',
  'stroke-opacity 1',
  'fill-opacity 1',
  'stroke-dasharray none',
])
/** What stands on the drawing. */
const NODES = '.server, .client, .external, .caption'

/** The picture's text; undefined where no stage is drawn. */
export function stageSvg(words: Dictionary): string | undefined {
  const stage = document.querySelector<HTMLElement>('.stage')
  const drawing = stage?.querySelector<SVGSVGElement>('.stage-drawing')
  if (stage === null || stage === undefined || drawing === null || drawing === undefined) return undefined
  const { width, height } = stage.getBoundingClientRect()
  const picture = document.createElementNS(SVG, 'svg')
  picture.setAttribute('xmlns', SVG)
  picture.setAttribute('viewBox', `0 0 ${Math.round(width)} ${Math.round(height)}`)
  picture.setAttribute('width', String(Math.round(width)))
  picture.setAttribute('height', String(Math.round(height)))
  picture.append(
    titleOf(words),
    shape('rect', { width, height, fill: getComputedStyle(document.body).backgroundColor }),
  )
  picture.append(styledClone(drawing))
  const from = stage.getBoundingClientRect()
  for (const one of stage.querySelectorAll(NODES)) picture.append(...shapesOf(one, from))
  return new XMLSerializer().serializeToString(picture)
}
function titleOf({ frame }: Dictionary): SVGElement {
  const title = document.createElementNS(SVG, 'title')
  title.textContent = frame.title
  return title
}

/** A copy whose elements look the same without the page's style sheets; what can't be seen is left out. */
function styledClone(drawing: Element): SVGElement {
  const group = shape('g', {})
  for (const child of drawing.children) {
    const copy = styled(child)
    if (copy !== undefined) group.append(copy)
  }
  return group
}
function styled(from: Element): SVGElement | undefined {
  const copy = from.cloneNode(false)
  if (!(copy instanceof SVGElement)) return undefined
  const style = getComputedStyle(from)
  copy.removeAttribute('class')
  copy.removeAttribute('style')
  if (style.opacity !== '1') copy.setAttribute('opacity', style.opacity)
  if (style.transform !== 'none' && !from.hasAttribute('transform')) copy.setAttribute('transform', style.transform)
  if (from instanceof SVGGeometryElement || from instanceof SVGTextContentElement) {
    const names = [...(isSeen(style.stroke) ? LINE : []), ...(isSeen(style.fill) ? AREA : [])]
    if (names.length === 0) return undefined
    for (const name of from instanceof SVGTextContentElement ? [...names, ...TEXT] : names) write(copy, style, name)
    if (!isSeen(style.fill)) copy.setAttribute('fill', 'none')
  }
  for (const node of from.childNodes) {
    const child = node instanceof Element ? styled(node) : node.cloneNode()
    if (child !== undefined) copy.append(child)
  }
  return copy
}
function write(copy: SVGElement, style: CSSStyleDeclaration, name: string): void {
  const value = style.getPropertyValue(name)
  if (value !== '' && !USUAL.has(`${name} ${value}`)) copy.setAttribute(name, value)
}
function isSeen(color: string): boolean {
  return !/^(?:none|transparent|rgba\(\d+, \d+, \d+, 0\))$/.test(color)
}

type Attributes = Readonly<Record<string, string | number>>
function shape(name: string, attributes: Attributes, text?: string): SVGElement {
  const element = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
  if (text !== undefined) element.textContent = text
  return element
}

/** What an element of the page looks like, as shapes: its box, its text, the drawings in it, and all of its children. */
function shapesOf(element: Element, from: DOMRect): readonly SVGElement[] {
  const style = getComputedStyle(element)
  const rect = element.getBoundingClientRect()
  const isHidden = style.visibility === 'hidden' || style.display === 'none' || Number(style.opacity) === 0
  if (isHidden || rect.width <= 1) return []
  const [x, y] = [rect.x - from.x, rect.y - from.y]
  if (element instanceof SVGSVGElement) return [drawingAt(element, x, y, rect)]
  const children = [...element.childNodes].flatMap((node): readonly SVGElement[] => {
    if (node instanceof Text) return textOf(node, style, from)
    return node instanceof Element ? shapesOf(node, from) : []
  })
  return [...boxOf(style, x, y, rect), ...children]
}

function boxOf(style: CSSStyleDeclaration, x: number, y: number, { width, height }: DOMRect): readonly SVGElement[] {
  const border = style.borderTopStyle === 'none' ? 0 : Number.parseFloat(style.borderTopWidth)
  const isFilled = isSeen(style.backgroundColor)
  if (border === 0 && !isFilled) return []
  const radius = style.borderTopLeftRadius.endsWith('%') ? width / 2 : Number.parseFloat(style.borderTopLeftRadius)
  return [
    shape('rect', {
      x: x + border / 2,
      y: y + border / 2,
      width: Math.max(0, width - border),
      height: Math.max(0, height - border),
      rx: Math.min(radius || 0, width / 2, height / 2),
      fill: isFilled ? style.backgroundColor : 'none',
      ...(border === 0 ? {} : { stroke: style.borderTopColor, 'stroke-width': border }),
      ...(style.borderTopStyle === 'dashed' ? { 'stroke-dasharray': '4 3' } : {}),
    }),
  ]
}

/** Each line of a text, where it stands. */
function textOf(node: Text, style: CSSStyleDeclaration, from: DOMRect): readonly SVGElement[] {
  const range = document.createRange()
  const lines: { text: string; rect: DOMRect }[] = []
  for (const [index, letter] of [...node.data].entries()) {
    range.setStart(node, Math.min(index, node.length))
    range.setEnd(node, Math.min(index + 1, node.length))
    const [rect] = range.getClientRects()
    if (rect === undefined || rect.width === 0) continue
    const last = lines.at(-1)
    if (last !== undefined && Math.abs(last.rect.top - rect.top) < 2) last.text += letter
    else lines.push({ text: letter, rect })
  }
  const size = Number.parseFloat(style.fontSize)
  return lines.map(({ text, rect }) =>
    shape(
      'text',
      {
        x: rect.x - from.x,
        // The letters stand in the middle of their line.
        y: rect.y - from.y + (rect.height + size * 0.72) / 2,
        fill: style.color,
        'font-family': style.fontFamily,
        'font-size': size,
        'font-weight': style.fontWeight,
        'xml:space': 'preserve',
      },
      text,
    ),
  )
}

function drawingAt(drawing: SVGSVGElement, x: number, y: number, { width, height }: DOMRect): SVGElement {
  const { viewBox } = drawing
  const placed = shape('svg', { x, y, width, height, overflow: 'visible' })
  const box = viewBox.baseVal
  if (box !== null && box.width > 0) placed.setAttribute('viewBox', `${box.x} ${box.y} ${box.width} ${box.height}`)
  placed.append(styledClone(drawing))
  return placed
}

/** The same in pixels, twice as many as on the screen. */
export async function pngOf(svg: string): Promise<Blob | undefined> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.width * 2
  canvas.height = image.height * 2
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'))
}
