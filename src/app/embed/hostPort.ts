/**
 * The frame's end of the way to its host. It says `hello` until a port comes back, then stands alone if none does.
 * Laws: 1. An `init` is taken from the parent only, and once: who has the port is who made the frame. 2. Nothing else is heard
 * on the window. 3. What the host says (`talk.ts`) is read by a part of its own: a frame without such a host never loads it.
 */
import { type FrameMessage, type MessageId, NAMESPACE, VERSION } from '../../embed/messages.ts'

/** How often `hello` is said, and how many times. */
const HELLO_MS = 500
const HELLOS_MAX = 20

export type HostPort = {
  /** Says it to the host, as the answer to `id` where there is one; nothing where there is no host. */
  readonly tell: (message: FrameMessage, id?: MessageId) => void
}
/** `window`, or who plays it in tests. */
export type Scope = Pick<Window, 'parent' | 'addEventListener' | 'removeEventListener'>

/** Joins the host. `joined` is called once, with the `init` and the port, which delivers nothing before it is listened to. */
export function joinHost(joined: (init: unknown, port: MessagePort) => void, scope: Scope = window): HostPort {
  let port: MessagePort | undefined
  const onInit = (event: MessageEvent<unknown>) => {
    const given = event.ports[0]
    if (event.source !== scope.parent || given === undefined || !isInit(event.data)) return
    scope.removeEventListener('message', onInit)
    port = given
    joined(event.data, given)
  }
  if (scope.parent !== scope) {
    scope.addEventListener('message', onInit)
    greet(() => port !== undefined, scope)
  }
  return {
    tell: (message, id) => {
      const envelope = { ...message, ns: NAMESPACE, v: VERSION }
      port?.postMessage(id === undefined ? envelope : { ...envelope, id })
    },
  }
}

function isInit(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !('ns' in data) || !('type' in data)) return false
  return data.ns === NAMESPACE && data.type === 'init'
}

function greet(isJoined: () => boolean, scope: Scope): void {
  let left = HELLOS_MAX
  const hello = () => {
    if (isJoined() || left-- === 0) return
    // It holds nothing: whoever the parent is may read it.
    scope.parent.postMessage({ ns: NAMESPACE, v: VERSION, type: 'hello' }, '*')
    setTimeout(hello, HELLO_MS)
  }
  hello()
}
