/** `<zk-playground>` as a React component: attributes as props, its events as handlers. Renders its children on a server. */
import {
  createElement,
  type ReactElement,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
} from 'react'
import type { ZkPlayground } from './element.ts'
import { definePlayground } from './index.ts'
import type { FrameMessage, Happened, StateView } from './messages.ts'

type Told<K extends FrameMessage['type']> = Extract<FrameMessage, { type: K }>

export type PlaygroundProps = {
  /** Where the playground is hosted: `https://host/playground/`. */
  readonly src: string
  readonly scenario?: string
  readonly lesson?: string
  readonly step?: number
  readonly servers?: number
  readonly clients?: number
  readonly view?: string
  readonly controls?: 'full' | 'basic' | 'none'
  readonly readonly?: boolean
  readonly speed?: number | 'auto'
  readonly seed?: number
  readonly lang?: 'auto' | 'en' | 'zh-CN'
  readonly theme?: 'auto' | 'light' | 'dark'
  readonly accent?: string
  readonly load?: 'visible' | 'click' | 'immediate'
  readonly autopause?: 0 | 1
  readonly persist?: 'none' | 'local'
  /** Pixels, or as high as its content. */
  readonly height?: number | 'auto'
  /** A frame without an origin: no storage, and nothing of this page within its reach. */
  readonly strict?: boolean
  /** What a link of "Share" has behind `#s=`. */
  readonly state?: string
  readonly onReady?: (ready: Told<'ready'>) => void
  readonly onState?: (state: StateView) => void
  readonly onEvent?: (event: Happened) => void
  readonly onLesson?: (lesson: Told<'lesson'>) => void
  readonly onShare?: (url: string) => void
  readonly onError?: (error: Told<'error'>) => void
  readonly ref?: Ref<ZkPlayground | null>
  /** Shown until the frame has drawn itself, and where it never does: a link, say. */
  readonly children?: ReactNode
}

export function Playground(props: PlaygroundProps): ReactElement {
  const { onReady, onState, onEvent, onLesson, onShare, onError, ref, children, readonly, strict, ...attributes } =
    props
  const element = useRef<ZkPlayground>(null)
  const latest = useRef(props)
  useImperativeHandle(ref, () => element.current as ZkPlayground)
  useEffect(() => {
    latest.current = props
  })
  useEffect(() => {
    const { current } = element
    if (current === null) return
    const over = new AbortController()
    const hear = <K extends FrameMessage['type']>(type: K, tell: (message: Told<K>) => void) =>
      current.addEventListener(`zk-${type}`, (event) => tell((event as CustomEvent<Told<K>>).detail), {
        signal: over.signal,
      })
    hear('ready', (message) => latest.current.onReady?.(message))
    hear('state', ({ state }) => latest.current.onState?.(state))
    hear('event', ({ event }) => latest.current.onEvent?.(event))
    hear('lesson', (message) => latest.current.onLesson?.(message))
    hear('share', ({ url }) => latest.current.onShare?.(url))
    hear('error', (message) => latest.current.onError?.(message))
    void definePlayground()
    return () => over.abort()
  }, [])
  const flags = { ...(readonly === true ? { readonly: '' } : {}), ...(strict === true ? { strict: '' } : {}) }
  return createElement('zk-playground', { ref: element, ...attributes, ...flags }, children)
}
