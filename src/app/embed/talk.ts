/** What the host says through its port: read at the gate, bounded in number, done, and answered where an answer is asked for. */
import type { HostMessage, MessageId } from '../../embed/messages.ts'
import { parseHostMessage } from '../../embed/parse.ts'
import { type Handled, handleHost } from './hostActs.ts'
import type { HostPort } from './hostPort.ts'

/** More are not taken: a host that loops does not stop the frame. */
export const MESSAGES_A_SECOND = 200

/** Takes what comes, the `init` first. Never throws, whatever comes. */
export function takerOf(
  host: HostPort,
  handle: (message: HostMessage) => Promise<Handled> = handleHost,
  real: () => number = () => performance.now(),
): (data: unknown) => Promise<void> {
  const bucket = { since: Number.NEGATIVE_INFINITY, count: 0 }
  let isFirst = true
  const answer = (id: MessageId | undefined, reason: string) => {
    if (id === undefined) host.tell({ type: 'error', code: 'refused', reason })
    else host.tell({ type: 'reply', ok: false, reason }, id)
  }
  return async (data) => {
    if (isTooMuch(bucket, real())) {
      // Told once: an answer to each would be as many again.
      if (bucket.count === MESSAGES_A_SECOND + 1)
        answer(undefined, `at most ${MESSAGES_A_SECOND} messages a second are taken`)
      return
    }
    const parsed = parseHostMessage(data)
    if (parsed.type === 'foreign') return
    if (parsed.type === 'refused') return answer(parsed.id, parsed.reason)
    const { message, id } = parsed
    if ((message.type === 'init') !== isFirst) return answer(id, 'init comes once, and first')
    isFirst = false
    const done = await handle(message)
    if (!done.ok) answer(id, done.reason)
    else if (id !== undefined) host.tell({ type: 'reply', ok: true, value: done.value }, id)
  }
}

/** Talks with the host behind `port` from now on. */
export function talk(host: HostPort, init: unknown, port: MessagePort): void {
  const take = takerOf(host)
  void take(init)
  port.onmessage = ({ data }: MessageEvent<unknown>) => void take(data)
}

function isTooMuch(bucket: { since: number; count: number }, now: number): boolean {
  if (now - bucket.since >= 1000) {
    bucket.since = now
    bucket.count = 0
  }
  bucket.count += 1
  return bucket.count > MESSAGES_A_SECOND
}
