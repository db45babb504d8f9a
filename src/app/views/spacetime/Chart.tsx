/**
 * The diagram. The canvas is a picture with a name that counts what it shows; the layer above it reads the messages one by
 * one: to the pointer, and as a slider to the keyboard and to assistive tools.
 */
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react'
import { textScale } from '../../hooks/textScale.ts'
import { useSize } from '../../hooks/useSize.ts'
import { spaceTimeDictionary } from '../../i18n/spaceTime.ts'
import { store, useApp, useText } from '../../store/app.ts'
import { formatAt } from '../story/formatAt.ts'
import { type Drawing, startDrawing } from './drawing.ts'
import { messageText } from './messageText.ts'
import { countsOf, type DrawnMessage, heightMin, type Picture } from './picture.ts'
import { record } from './recording.ts'
import { useGestures } from './useGestures.ts'
import { useSpaceTimeText } from './useSpaceTimeText.ts'
import { setView, viewStore } from './viewStore.ts'

/** How far a key goes among `count` messages from `index`; undefined: not such a key. */
function keyGoes(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return index + 1
    case 'ArrowLeft':
    case 'ArrowDown':
      return index < 0 ? count - 1 : index - 1
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}

type Reading = { readonly drawn: DrawnMessage; readonly index: number; readonly count: number }

export function Chart() {
  const text = useText()
  const words = useSpaceTimeText()
  const language = useApp((state) => state.settings.language)
  const nodes = useApp(
    (state) => state.cluster.servers.size + state.cluster.clients.size + state.cluster.externals.size,
  )
  const [box, size] = useSize<HTMLDivElement>()
  const canvas = useRef<HTMLCanvasElement>(null)
  const probe = useRef<HTMLSpanElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const drawing = useRef<Drawing | undefined>(undefined)
  const [reading, setReading] = useState<Reading>()
  const picture = useCallback(() => drawing.current?.picture(), [])
  const point = useCallback((drawn: DrawnMessage | undefined) => {
    const lines = drawing.current?.picture()?.lines ?? []
    setReading(drawn === undefined ? undefined : { drawn, index: lines.indexOf(drawn), count: lines.length })
    if (viewStore.getState().pointed !== drawn?.message.id) viewStore.setState({ pointed: drawn?.message.id })
  }, [])
  const scale = textScale()
  const height = Math.max(size.height, size.width === 0 ? 0 : heightMin(nodes, scale))

  useEffect(() => {
    if (canvas.current === null || probe.current === null) return
    const element = canvas.current
    const next = startDrawing(element, probe.current, (shown) => element.setAttribute('aria-label', summaryOf(shown)))
    drawing.current = next
    return next.stop
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language writes another summary
  useEffect(() => drawing.current?.resize({ width: size.width, height, scale }), [size.width, height, scale, language])
  useGestures(layer, picture, point)

  const onKeyDown = (event: KeyboardEvent) => {
    const shown = drawing.current?.picture()
    if (shown === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    const { view, pointed } = viewStore.getState()
    const { lines } = shown
    const index = lines.findIndex(({ message }) => message.id === pointed)
    const next = keyGoes(event.key, index, lines.length)
    if (next === undefined) return
    event.preventDefault()
    // What is read message by message must not run away.
    if (view.end === undefined) setView({ spanMs: view.spanMs, end: shown.window.end })
    point(lines[Math.min(lines.length - 1, Math.max(0, next))])
  }
  return (
    <div className="time-box" ref={box}>
      <span ref={probe} className="time-probe" />
      <canvas ref={canvas} role="img" aria-label={text.spaceTime.region} style={{ width: size.width, height }} />
      <div
        ref={layer}
        className="time-layer"
        role="slider"
        tabIndex={0}
        aria-label={words.messages}
        aria-valuemin={0}
        aria-valuemax={reading?.count ?? 0}
        aria-valuenow={reading === undefined ? 0 : reading.index + 1}
        aria-valuetext={
          reading === undefined ? words.noMessages : messageText(text, words, reading.drawn.message).join(', ')
        }
        style={{ height }}
        onKeyDown={onKeyDown}
        onBlur={() => point(undefined)}
      />
      {reading === undefined ? null : <Tip drawn={reading.drawn} width={size.width} height={height} />}
    </div>
  )
}

function Tip({
  drawn,
  width,
  height,
}: {
  readonly drawn: DrawnMessage
  readonly width: number
  readonly height: number
}) {
  const [title, ...rest] = messageText(useText(), useSpaceTimeText(), drawn.message)
  const x = (drawn.from.x + drawn.to.x) / 2
  const y = (drawn.from.y + drawn.to.y) / 2
  return (
    <div
      className="time-tip"
      data-left={x > width / 2}
      data-above={y > height / 2}
      style={{ left: Math.min(width - 20, Math.max(20, x)), top: y }}
      aria-hidden="true"
    >
      <b>{title}</b>
      {rest.map((words) => (
        <span key={words}>{words}</span>
      ))}
    </div>
  )
}

function summaryOf(shown: Picture): string {
  return spaceTimeDictionary(store.getState().settings.language).summary({
    ...countsOf(record, shown),
    live: viewStore.getState().view.end === undefined,
    from: formatAt(Math.max(0, shown.window.start)),
    to: formatAt(Math.min(shown.now, shown.window.end)),
  })
}
