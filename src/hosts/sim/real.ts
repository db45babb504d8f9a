/** The real programs: the protocol's own server and client. */
import * as client from '../../protocol/client/client.ts'
import * as server from '../../protocol/server/server.ts'
import type { Programs } from './program.ts'

export const REAL: Programs = {
  server: (config) => {
    const state = server.createServer(config)
    const { step, nextDeadline } = server
    return {
      type: 'server',
      config,
      step: (now, input, out) => step(state, now, input, out),
      nextDeadline: () => nextDeadline(state),
      state,
    }
  },
  client: (config) => {
    const state = client.createClient(config)
    const { step, nextDeadline } = client
    return {
      type: 'client',
      config,
      step: (now, input, out) => step(state, now, input, out),
      nextDeadline: () => nextDeadline(state),
    }
  },
}
