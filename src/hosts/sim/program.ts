/** What runs on a node of the simulator: a server or a client behind the two questions that a host asks. */
import type { Millis } from '../../ground/ids.ts'
import type { ClientConfig, ClientEffect, ClientInput } from '../../protocol/client/seam.ts'
import type { ServerConfig } from '../../protocol/config.ts'
import type { Effect, Input } from '../../protocol/seam.ts'
import type { Server } from '../../protocol/server/state.ts'

export type ServerProgram = {
  readonly type: 'server'
  readonly config: ServerConfig
  readonly step: (now: Millis, input: Input, out: Effect[]) => void
  readonly nextDeadline: () => Millis
  /** The live state, to look at and never to change; undefined for a stand-in. */
  readonly state: Server | undefined
}
export type ClientProgram = {
  readonly type: 'client'
  readonly config: ClientConfig
  readonly step: (now: Millis, input: ClientInput, out: ClientEffect[]) => void
  readonly nextDeadline: () => Millis
}
/** Makes programs: the real ones, or a test's stand-ins. */
export type Programs = {
  readonly server: (config: ServerConfig) => ServerProgram
  readonly client: (config: ClientConfig) => ClientProgram
}
