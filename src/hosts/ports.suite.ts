/**
 * What every transport must do, whatever carries it. A host's test calls this with its own pair of nodes; the bodies are
 * the same for all, in both directions.
 */
import { expect, test } from 'vitest'
import { linkId, type NodeName, serverId, serverNode } from '../ground/ids.ts'
import type { Envelope } from './workerMessages.ts'

/** One node on the transport: what it heard so far, and a wait for the next. */
export type Station = {
  readonly send: (envelope: Envelope) => void
  /** Something that is no proper envelope, put on the same way as `send`; undefined where nobody can. */
  readonly sendRaw: (value: unknown, to: NodeName) => void
  readonly heard: readonly Envelope[]
  /** Ends when `count` envelopes were heard. */
  readonly hears: (count: number) => Promise<readonly Envelope[]>
  readonly close: () => void
}
export type OpenPair = (
  instance: string,
  left: NodeName,
  right: NodeName,
) => { readonly left: Station; readonly right: Station; readonly close: () => void }

let names = 0
const LEFT = serverNode(serverId(1))
const RIGHT = serverNode(serverId(2))

export function portsSuite(transport: string, open: OpenPair): void {
  const setUp = () => {
    const instance = `${transport}-${names++}`
    const pair = open(instance, LEFT, RIGHT)
    const envelope = (from: NodeName, to: NodeName, ...seqs: number[]): Envelope => ({
      instance,
      from,
      incarnation: 1,
      to,
      flights: seqs.map((seq) => flightOf(from, to, seq)),
    })
    return { pair, envelope, instance }
  }
  const directions = [
    ['there', LEFT, RIGHT],
    ['back', RIGHT, LEFT],
  ] as const

  test.each(directions)(`${transport}: what is sent arrives whole and in order, %s`, async (_way, from, to) => {
    const { pair, envelope } = setUp()
    const [sender, receiver] = from === LEFT ? [pair.left, pair.right] : [pair.right, pair.left]
    for (const seq of [1, 3, 5]) sender.send(envelope(from, to, seq, seq + 1))
    const heard = await receiver.hears(3)
    expect(heard).toEqual([1, 3, 5].map((seq) => envelope(from, to, seq, seq + 1)))
    expect(heard[0]?.flights[0]?.bytes).toBeInstanceOf(Uint8Array)
    expect(sender.heard).toEqual([])
    pair.close()
  })

  test(`${transport}: nobody hears what is for others, of another page, or no envelope at all`, async () => {
    const { pair, envelope } = setUp()
    const good = envelope(LEFT, RIGHT, 9)
    pair.left.sendRaw('hello', RIGHT)
    pair.left.sendRaw({ ...good, instance: 'another page' }, RIGHT)
    pair.left.sendRaw({ ...good, to: serverNode(serverId(3)) }, RIGHT)
    pair.left.sendRaw({ ...good, flights: [{ ...flightOf(LEFT, RIGHT, 1), kind: 'teleport' }] }, RIGHT)
    pair.left.sendRaw({ ...good, flights: [flightOf(serverNode(serverId(3)), RIGHT, 1)] }, RIGHT)
    pair.left.send(good)
    expect(await pair.right.hears(1)).toEqual([good])
    pair.close()
  })

  test(`${transport}: after closing, a node hears and says nothing`, async () => {
    const { pair, envelope } = setUp()
    pair.left.send(envelope(LEFT, RIGHT, 1))
    await pair.right.hears(1)
    pair.left.close()
    pair.right.send(envelope(RIGHT, LEFT, 1))
    pair.left.send(envelope(LEFT, RIGHT, 2))
    // A later pair on the same machine overtakes nothing: when it has spoken, the closed one would have been heard.
    const other = setUp()
    other.pair.left.send(other.envelope(LEFT, RIGHT, 1))
    await other.pair.right.hears(1)
    expect(pair.left.heard).toEqual([])
    expect(pair.right.heard).toHaveLength(1)
    pair.close()
    other.pair.close()
  })
}

function flightOf(from: NodeName, to: NodeName, seq: number): Envelope['flights'][number] {
  return {
    from,
    to,
    seq,
    link: linkId('s1.1.1'),
    channel: 'quorum',
    kind: 'data',
    sentAt: 0.25,
    dueAt: 1.5,
    bytes: new Uint8Array([seq, 0, 255]),
  }
}
