/**
 * What the page and its gateway worker say to each other. The worker holds the WebSocket; each TCP connection is a node that
 * the page starts in it, by a `start` of `workerMessages.ts` with a port of its own.
 */
import type { FromGateway, FromPage } from './gateway/messages.ts'

/** From the page to its gateway worker. */
export type ToGatewayWorker =
  /** First of all: open the WebSocket at `url` with `key`. */
  | { readonly type: 'open'; readonly url: string; readonly key: string }
  | { readonly type: 'say'; readonly message: Extract<FromPage, { type: 'takeOver' | 'listen' | 'unlisten' }> }
  /** The connection `channel` is not wanted, or its node was ended: the program sees a reset. */
  | { readonly type: 'drop'; readonly channel: number; readonly reason: string }

/** From the gateway worker to the page. */
export type FromGatewayWorker =
  | {
      readonly type: 'heard'
      readonly message: Extract<FromGateway, { type: 'hello' | 'holder' | 'moved' | 'listening' | 'accepted' }>
    }
  /** The WebSocket ended, or could not be opened (`entered` false: the gateway did not let us in, or is not there). */
  | { readonly type: 'lost'; readonly entered: boolean; readonly reason: string }

const TO_WORKER: { readonly [K in ToGatewayWorker['type']]: true } = { open: true, say: true, drop: true }
const FROM_WORKER: { readonly [K in FromGatewayWorker['type']]: true } = { heard: true, lost: true }

export function isToGatewayWorker(value: unknown): value is ToGatewayWorker {
  return isTagged(value) && Object.hasOwn(TO_WORKER, value.type)
}
export function isFromGatewayWorker(value: unknown): value is FromGatewayWorker {
  return isTagged(value) && Object.hasOwn(FROM_WORKER, value.type)
}
function isTagged(value: unknown): value is { readonly type: string } {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
