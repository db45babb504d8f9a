import { describe, expect, test } from 'vitest'
import { type LinkId, linkId, serverId } from '../../ground/ids.ts'
import { serverConfig } from '../config.ts'
import type { Effect, Input } from '../seam.ts'
import { createServer, step } from './server.ts'

const members = [1, 2, 3].map((id) => ({ id: serverId(id), type: 'participant' as const }))

/** A server that looks for a leader: nobody has answered it. */
function looking() {
  const config = serverConfig(serverId(1), members)
  const server = createServer(config)
  const take = (input: Input) => {
    const out: Effect[] = []
    step(server, 1, input, out)
    return out.flatMap((effect) => (effect.type === 'close' ? [effect] : []))
  }
  take({ type: 'started', files: [] })
  const dial = (link: LinkId) =>
    take({ type: 'opened', link, channel: 'quorum', peer: undefined, dialled: false, address: '10.0.0.1:1' })
  const backlog = () => (server.role.type === 'looking' ? server.role.backlog.map(({ link }) => link) : [])
  return { config, server, take, dial, backlog }
}

describe('a server that does not know yet whether it leads', () => {
  test('keeps as many learners waiting as a listening socket would, and refuses the next one in words', () => {
    const { config, dial, backlog } = looking()
    for (let n = 0; n < config.backlogMax; n++) expect(dial(linkId(`learner-${n}`))).toEqual([])
    const reason = 'server 1 looks for a leader, and 50 learners wait for it already'
    expect(dial(linkId('one too many'))).toEqual([{ type: 'close', link: 'one too many', reason }])
    expect(backlog()).toHaveLength(50)
  })

  test('keeps what a learner says as long as a socket would, and hangs up on one that goes on and on', () => {
    const { config, take, dial, backlog } = looking()
    const [modest, chatty] = [linkId('modest'), linkId('chatty')]
    for (const link of [modest, chatty]) dial(link)
    take({ type: 'received', link: modest, bytes: new Uint8Array(50) })
    expect(take({ type: 'received', link: chatty, bytes: new Uint8Array(config.backlogBytesMax) })).toEqual([])
    const reason = 'a learner said 65537 bytes before anybody answered it'
    expect(take({ type: 'received', link: chatty, bytes: new Uint8Array(1) })).toEqual([
      { type: 'close', link: chatty, reason },
    ])
    expect(backlog()).toEqual([modest])
  })

  test('remembers no link that it has closed itself', () => {
    const { server, dial } = looking()
    for (let n = 0; n < 500; n++) dial(linkId(`learner-${n}`))
    expect(server.channels.size).toBe(50)
  })
})
