/** `<zk-playground>` as a React component: attributes as props, its events as handlers. Renders its children on a server. */
import { createElement, type ReactElement, type ReactNode, type Ref, useEffect } from 'react'
import type { ZkPlayground } from './element.ts'
import { definePlayground } from './index.ts'
import type { FrameMessage, Happened, StateView } from './messages.ts'

type Told<K extends FrameMessage['type']> = Extract<FrameMessage, { type: K }>
type Heard<K extends FrameMessage['type']> = CustomEvent<Told<K>>

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
  const { onReady, onState, onEvent, onLesson, onShare, onError, children, readonly, strict, ...attributes } = props
  useEffect(() => void definePlayground(), [])
  // React 19 listens where a custom element's prop begins with "on": `onzk-ready` hears the event `zk-ready`.
  const handlers = {
    'onzk-ready': ({ detail }: Heard<'ready'>) => onReady?.(detail),
    'onzk-state': ({ detail }: Heard<'state'>) => onState?.(detail.state),
    'onzk-event': ({ detail }: Heard<'event'>) => onEvent?.(detail.event),
    'onzk-lesson': ({ detail }: Heard<'lesson'>) => onLesson?.(detail),
    'onzk-share': ({ detail }: Heard<'share'>) => onShare?.(detail.url),
    'onzk-error': ({ detail }: Heard<'error'>) => onError?.(detail),
  }
  const flags = { ...(readonly === true ? { readonly: '' } : {}), ...(strict === true ? { strict: '' } : {}) }
  return createElement('zk-playground', { ...attributes, ...flags, ...handlers }, children)
}
