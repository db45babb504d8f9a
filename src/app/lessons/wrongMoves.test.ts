/** A move that misses the point is answered by what happened: each answer can be had. */
import { afterEach, expect, test } from 'vitest'
import { infect } from '../../ground/base/mut.ts'
import { serverId } from '../../ground/ids.ts'
import { lessonById } from './catalog.ts'
import { allServe, ended, isConnected, leaderId, running } from './facts.ts'
import type { Move } from './lesson.ts'
import { arrange, begin, bench, perform, play, wait } from './lessonBench.suite.ts'
import { act, actOn, create, kill, run, setData, start, submit } from './moves.ts'

afterEach(() => infect([]))

const WRITE = { recipe: 'writeLock', path: '/readwrite' } as const
const restartFirstDown = actOn(
  ({ cluster }) => {
    const down = [...cluster.servers.values()].find(({ life }) => life === 'down')
    return down === undefined ? undefined : { type: 'restart', server: down.id, disk: 'keep' }
  },
  (facts) => ended(facts).length > 0,
)

const MISSES: readonly [string, string, RegExp, readonly Move[]][] = [
  [
    'guarantees',
    'sequence',
    /arrived in order/,
    [submit('A', setData('/cart', 'x')), submit('A', setData('/cart', 'y'))],
  ],
  [
    'guarantees',
    'image',
    /to a server that is up to date/,
    [
      submit('A', setData('/news', 'x')),
      actOn(({ cluster }) => {
        const other = running(cluster).find((one) => !one.isolated && one.id !== leaderId(cluster))
        return { type: 'moveClient', client: 'A', server: other?.id ?? serverId(1) }
      }),
      submit('A', { type: 'getData', path: '/news', watch: false }, (facts) => isConnected(facts, 'A')),
    ],
  ],
  ['guarantees', 'reliability', /Server 3 was there/, [submit('A', create('/order', 'x'), allServe)]],
  ['naming', 'leaves', /Another client was ended/, [act({ type: 'killClient', client: 'C' })]],
  ['group', 'failover', /That was a server/, [act({ type: 'kill' }, allServe)]],
  ['connections', 'dial', /Other servers run/, [start(3), start(4), start(5)]],
  ['connections', 'new-star', /That was a follower/, [kill(1, allServe)]],
  ['disk', 'power', /was acknowledged, so it must survive/, [submit('A', create('/hurried', 'x'))]],
  ['disk', 'snap', /It kept its disk/, [kill(1, allServe), restartFirstDown]],
  ['disk', 'trunc', /reached a majority/, [submit('A', create('/lost', 'x'))]],
  ['recipes', 'readers', /D came first/, [run('D', WRITE)]],
  ['lock', 'first', /Another client was first/, [run('B', { recipe: 'lock', path: '/locks', prefix: 'id_' })]],
]

test.each(MISSES)('%s, %s: %s', async (id, name, answer, moves) => {
  const lesson = lessonById(id)
  if (lesson === undefined) return expect.fail(`there is no lesson ${id}`)
  const playing = bench(lesson)
  const at = lesson.steps.findIndex((step) => step.id === name)
  const from = lesson.steps.findLastIndex((step, index) => step.fresh !== undefined && index <= at)
  for (const [index, step] of [...lesson.steps.entries()].slice(Math.max(0, from), at)) {
    await arrange(playing, index, step.fresh?.zoo)
    await play(playing, index)
  }
  await arrange(playing, at, lesson.steps[at]?.fresh?.zoo)
  begin(playing, at)
  await perform(playing, moves, `what misses ${name}`)
  wait(playing, () => playing.session.wrong !== undefined, `what misses ${name}`)
  expect(playing.session.wrong?.en).toMatch(answer)
  expect(playing.session.phase).toBe('playing')
})
