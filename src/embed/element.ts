/**
 * `<zk-playground>`: a live ensemble in somebody else's page. The element makes the frame when it comes into view, tells it the
 * page's theme and language, and hands its messages on as events (`zk-ready`, `zk-state`, …).
 * Laws: 1. No dependency, at most 2 kB compressed (e2e/embed.spec.ts). 2. What stands between the tags is shown until the
 * frame has drawn itself, and stays where it never does. 3. Only the frame that was made here is heard, from where it was loaded.
 */
import {
  type Envelope,
  type FrameMessage,
  type HostMessage,
  NAMESPACE,
  type Op,
  type OpResult,
  type Snapshot,
  VERSION,
  type Wrapped,
} from './messages.ts'

export type Ready = Extract<FrameMessage, { type: 'ready' }>
/** The functions that a promise is settled with. */
type Settling<T> = { readonly done: (value: T) => void; readonly failed: (reason: Error) => void }
type Said = FrameMessage & { readonly id?: number }

/** This file's own address: the playground lies beside it, unless `src` says where. */
const HERE: string = import.meta.url
const DARK: MediaQueryList = matchMedia('(prefers-color-scheme: dark)')
/** Attributes that change in a running frame; all but those of any element begin anew, and are the frame's parameters. */
const LIVE = /^(?:theme|accent|lang|speed)$/
const ANYBODYS = /^(?:style|class|id|title|height|hidden)$|-/

export class ZkPlayground extends HTMLElement {
  #settle: Settling<Ready> | undefined
  /** Ends when acts are taken. Rejects where the frame can have no servers; waits for ever where it may not load. */
  ready: Promise<Ready> = this.#promise()
  readonly #root: ShadowRoot = this.attachShadow({ mode: 'open' })
  #frame: HTMLIFrameElement | undefined
  #port: MessagePort | undefined
  #asked = 0
  readonly #questions: Map<number | undefined, Settling<unknown>> = new Map()
  /** Of the page's looks, and of the own attributes. */
  readonly #watcher: MutationObserver = new MutationObserver((records) => {
    const isOther = ({ target, attributeName }: MutationRecord) =>
      target === this && !LIVE.test(attributeName ?? '') && !ANYBODYS.test(attributeName ?? '')
    if (records.some(isOther)) this.#show()
    else this.#dress()
  })

  /** Comes into view. */
  readonly #sight: IntersectionObserver = new IntersectionObserver(
    ([entry]) => {
      if (!entry?.isIntersecting) return
      this.#sight.disconnect()
      this.#start()
    },
    { rootMargin: '200px' },
  )

  connectedCallback(): void {
    addEventListener('message', this)
    DARK.addEventListener('change', this)
    for (const one of [document.documentElement, document.body, this]) this.#watcher.observe(one, { attributes: true })
    this.#show()
  }
  disconnectedCallback(): void {
    removeEventListener('message', this)
    DARK.removeEventListener('change', this)
    this.#watcher.disconnect()
    this.#sight.disconnect()
    this.#port?.close()
  }
  /** Of the window: a frame says `hello`. Of the system: its theme changed. */
  handleEvent(event: Event): void {
    if (event instanceof MessageEvent) this.#onHello(event)
    else this.#dress()
  }

  /** Performs an act; what can't be done is told in the result. Rejects where it is no act at all. */
  run(op: Op): Promise<OpResult> {
    return this.#ask({ type: 'run', op })
  }
  play(): Promise<void> {
    return this.#ask({ type: 'play' })
  }
  pause(): Promise<void> {
    return this.#ask({ type: 'pause' })
  }
  /** One event further, where time stands. (`step` is an attribute: frameworks set those as properties.) */
  tick(): Promise<void> {
    return this.#ask({ type: 'step' })
  }
  /** A fresh ensemble; in a lesson: its step anew. */
  reset(): Promise<void> {
    return this.#ask({ type: 'reset' })
  }
  /** A lesson's step, counted from 1. */
  goto(lesson: string, step?: number): Promise<void> {
    return this.#ask({ type: 'goto', lesson, step })
  }
  /** The servers' folders as they are. */
  snapshot(): Promise<Snapshot> {
    return this.#ask({ type: 'getSnapshot' })
  }
  /** Goes on from there. */
  restore(snapshot: Snapshot): Promise<void> {
    return this.#ask({ type: 'loadSnapshot', snapshot })
  }

  #promise(): Promise<Ready> {
    const ready = new Promise<Ready>((done, failed) => {
      this.#settle = { done, failed }
    })
    // Who does not ask is not told by the console either.
    ready.catch(() => {})
    return ready
  }
  async #ask<T>(message: HostMessage): Promise<T> {
    await this.ready
    return new Promise((done, failed) => {
      this.#questions.set(++this.#asked, { done: done as Settling<unknown>['done'], failed })
      this.#say(message, this.#asked)
    })
  }
  #say(message: HostMessage, id?: number): void {
    this.#port?.postMessage(wrapped(message, id))
  }

  /** The fallback, and the frame when it comes into view. */
  #show(): void {
    // Who waits for the first frame goes on waiting; who had another one waits for the next.
    if (this.#frame !== undefined) this.ready = this.#promise()
    this.#port?.close()
    this.#frame = this.#port = undefined
    const height = Number.parseInt(this.#get('height') ?? '', 10) || 480
    this.style.cssText += `;display:block;position:relative;min-height:360px;height:${height}px`
    this.#root.replaceChildren(document.createElement('slot'))
    this.#sight.disconnect()
    if (this.#get('load') === 'immediate') return this.#start()
    this.#sight.observe(this)
  }

  #start(): void {
    const url = new URL('embed/', new URL(this.#get('src') ?? HERE, document.baseURI))
    const query = url.searchParams
    for (const { name, value } of this.attributes) {
      if (name === 'state') url.hash = `s=${value}`
      else if (!ANYBODYS.test(name)) query.set(name, value)
    }
    query.set('lang', this.#lang())
    query.set('theme', this.#theme())
    // It is in view: no more waiting but for a click.
    if (this.#get('load') !== 'click') query.set('load', 'immediate')
    const origin = this.#isStrict() ? '' : ' allow-same-origin'
    const frame = Object.assign(document.createElement('iframe'), {
      title: this.title || (this.#lang() === 'en' ? 'ZooKeeper ensemble' : 'ZooKeeper 集群'),
      allow: 'clipboard-write; fullscreen',
      referrerPolicy: 'no-referrer',
      sandbox: `allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads${origin}`,
      style: `border:0;width:100%;height:100%;position:absolute;opacity:0;color-scheme:${this.#theme()}`,
      // Not drawn yet: the fallback below it is what is clicked. (What is hidden outright never draws itself.)
      inert: true,
      src: url,
    })
    this.#frame = frame
    this.#root.append(frame)
  }

  #get(name: string): string | null {
    return this.getAttribute(name)
  }
  #isStrict(): boolean {
    return this.hasAttribute('strict')
  }
  /** The theme that the page declares (`color-scheme`); where it leaves that open, the system's. */
  #theme(): 'light' | 'dark' {
    const asked = this.#get('theme')
    if (asked === 'light' || asked === 'dark') return asked
    const scheme = getComputedStyle(document.documentElement).colorScheme
    return scheme.includes('dark') && (DARK.matches || !scheme.includes('light')) ? 'dark' : 'light'
  }
  /** Its own, or that of what it stands in, or the browser's. */
  #lang(): 'en' | 'zh-CN' {
    const named = this.closest<HTMLElement>('[lang]:not([lang=auto])')
    return /^zh/i.test(named?.lang || navigator.language) ? 'zh-CN' : 'en'
  }

  /** Tells the frame what the page's looks and the live attributes are now. */
  #dress(): void {
    const theme = this.#theme()
    if (this.#frame !== undefined) this.#frame.style.colorScheme = theme
    this.#say({ type: 'setTheme', theme, accent: this.#get('accent') ?? undefined })
    this.#say({ type: 'setLang', lang: this.#lang() })
    const speed = this.#get('speed')
    if (speed !== null) this.#say({ type: 'setSpeed', speed: Number(speed) || 'auto' })
  }

  #onHello({ source, origin, data }: MessageEvent<unknown>): void {
    const frame = this.#frame
    const home = this.#isStrict() ? 'null' : new URL(frame?.src ?? HERE).origin
    if (source === null || source !== frame?.contentWindow || origin !== home) return
    if (!isOurs(data) || data.type !== 'hello') return
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    port1.onmessage = (event: MessageEvent<unknown>) => {
      if (isOurs(event.data)) this.#onMessage(event.data)
    }
    const init = wrapped({ type: 'init', theme: this.#theme(), lang: this.#lang() })
    frame.contentWindow.postMessage(init, home === 'null' ? '*' : home, [port2])
  }
  #onMessage(message: Said): void {
    const { type } = message
    if (type === 'reply') {
      const question = this.#questions.get(message.id)
      this.#questions.delete(message.id)
      if (message.ok) question?.done(message.value)
      else question?.failed(new Error(message.reason))
      return
    }
    if (type === 'resize') {
      // Its first layout: it has drawn itself.
      this.#root.querySelector('slot')?.remove()
      const frame = this.#frame
      if (frame) {
        frame.inert = false
        frame.style.opacity = ''
      }
      if (this.#get('height') === 'auto') this.style.height = `${message.height}px`
    }
    if (type === 'ready') this.#settle?.done(message)
    if (type === 'error' && message.code === 'failed') this.#settle?.failed(new Error(message.reason))
    this.dispatchEvent(new CustomEvent(`zk-${type}`, { detail: message }))
  }
}

function wrapped(message: HostMessage, id?: number): Wrapped<HostMessage> {
  return { ...message, ns: NAMESPACE, v: VERSION, id }
}
function isOurs(data: unknown): data is Said {
  const envelope = data as Partial<Envelope> | null | undefined
  return envelope?.ns === NAMESPACE && envelope.v === VERSION
}

declare global {
  interface HTMLElementTagNameMap {
    'zk-playground': ZkPlayground
  }
}

// A page may load the script twice.
if (!customElements.get('zk-playground')) customElements.define('zk-playground', ZkPlayground)
