import { expect, test } from 'vitest'
import type { HostMessage } from '../../embed/messages.ts'
import type { Handled } from './hostActs.ts'
import { MESSAGES_A_SECOND, takerOf } from './talk.ts'

function frame(handle: (message: HostMessage) => Handled = () => ({ ok: true })) {
  const told: object[] = []
  const taken: string[] = []
  let now = 0
  const take = takerOf(
    { tell: (message, id) => told.push(id === undefined ? message : { ...message, id }) },
    async (message) => {
      taken.push(message.type)
      return handle(message)
    },
    () => now,
  )
  const say = (message: object) => take({ ns: 'zk-playground', v: 1, ...message })
  return { told, taken, take, say, pass: (ms: number) => (now += ms) }
}

test('what carries an id is answered once with it; what carries none is not answered', async () => {
  const { told, say } = frame(({ type }) => (type === 'seek' ? { ok: false, reason: 'not here' } : { ok: true }))
  await say({ type: 'init' })
  await say({ type: 'play' })
  await say({ type: 'pause', id: 'a' })
  await say({ type: 'seek', t: 1, id: 'b' })
  expect(told).toEqual([
    { type: 'reply', ok: true, value: undefined, id: 'a' },
    { type: 'reply', ok: false, reason: 'not here', id: 'b' },
  ])
})

test('the init comes first, and once', async () => {
  const { told, taken, say } = frame()
  await say({ type: 'play', id: 1 })
  await say({ type: 'init' })
  await say({ type: 'init', id: 2 })
  expect(taken).toEqual(['init'])
  expect(told.map((one) => 'id' in one && one.id)).toEqual([1, 2])
})

test('a host that loops is told so once, and is heard again a second later', async () => {
  const { told, taken, say, pass } = frame()
  await say({ type: 'init' })
  for (let count = 0; count < 3 * MESSAGES_A_SECOND; count++) await say({ type: 'step' })
  expect(taken.length).toBe(MESSAGES_A_SECOND)
  expect(told).toEqual([{ type: 'error', code: 'refused', reason: 'at most 200 messages a second are taken' }])
  pass(1000)
  await say({ type: 'pause' })
  expect(taken.at(-1)).toBe('pause')
})
