/** `readonly`: the reader's hand changes nothing but time; the host's acts go through. */
import type { Command } from '../../hosts/command.ts'
import { guard } from '../store/bridge.ts'

const OF_TIME: readonly Command['type'][] = ['play', 'pause', 'step', 'setSpeed', 'setHop']
/** Acts of the host that are under way. */
let hosts = 0

/** Lets the host (or the page itself) act through what are the reader's ways. */
export async function actAsHost<T>(act: () => Promise<T>): Promise<T> {
  hosts += 1
  try {
    return await act()
  } finally {
    hosts -= 1
  }
}

/** From now on the reader looks on. */
export function lookOnly(): void {
  guard(({ type }) => (hosts > 0 || OF_TIME.includes(type) ? undefined : 'this picture is for looking only'))
}
