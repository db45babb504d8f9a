/** The recorded bytes of real servers, for the tests beside this file (`testdata/README.md`). Everything is hex. */
import { readFileSync } from 'node:fs'

/** Payloads of a request and of its reply; a watch event (`name` is 'event') has an empty request. */
export type Exchange = { readonly name: string; readonly request: string; readonly reply: string }
/** One direction of a connection, from its first byte on. */
export type Stream<Side extends string> = { readonly from: Side; readonly bytes: string }
export type PeerStreams = {
  readonly quorum: readonly Stream<'learner' | 'leader'>[]
  readonly election: readonly Stream<'dialler' | 'listener'>[]
}

function readJson<T>(name: string): T {
  const parsed: T = JSON.parse(readFileSync(new URL(`./testdata/${name}`, import.meta.url), 'utf8'))
  return parsed
}
export function readExchanges(): readonly Exchange[] {
  return readJson('client.json')
}
export function readPeerStreams(): PeerStreams {
  return readJson('peer.json')
}
