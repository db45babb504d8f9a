import { describe, expect, test } from 'vitest'
import { decodeUtf8 } from '../base/utf8.ts'
import { serverId } from '../ids.ts'
import { inspect } from './inspect.ts'
import { type Candidate, mostAdvanced, seed } from './seed.ts'
import { type RealFolder, readFolder } from './testdata.suite.ts'

function candidate(name: RealFolder, id?: number): Candidate {
  const files = readFolder(name)
  const sound = inspect(files)
  if (sound.type === 'unsound') throw new Error('a real folder is sound')
  return { folder: { place: name, id: id === undefined ? undefined : serverId(id), files }, sound }
}
function plan(candidates: readonly Candidate[], servers: number): readonly string[] {
  return seed(candidates, servers).map(({ server, place, copied }) => `${server} ${place}${copied ? ' (copy)' : ''}`)
}

describe('who starts with what', () => {
  test('one folder goes to all: a majority of empty servers could throw it away', () => {
    expect(plan([candidate('standalone')], 3)).toEqual(['1 standalone', '2 standalone (copy)', '3 standalone (copy)'])
  })
  test('each folder goes to its own server, and the one that is ahead to who has none', () => {
    expect(plan([candidate('trunc-before', 1), candidate('trunc-after', 3)], 3)).toEqual([
      '1 trunc-before',
      '2 trunc-after (copy)',
      '3 trunc-after',
    ])
    expect(mostAdvanced([candidate('trunc-before'), candidate('trunc-after')]).folder.place).toBe('trunc-after')
  })
  test('ids that do not fit are numbered anew, in order', () => {
    expect(plan([candidate('follower', 7), candidate('stale-log', 9)], 3)).toEqual([
      '1 follower',
      '2 stale-log',
      '3 follower (copy)',
    ])
  })
  test('each copy has its own myid and the same history', () => {
    const seeded = seed([candidate('follower', 2)], 3)
    expect(seeded.map(({ files }) => decodeUtf8(files[0]?.bytes ?? new Uint8Array()))).toEqual(['1\n', '2\n', '3\n'])
    for (const { files } of seeded) expect(inspect(files)).toEqual(candidate('follower').sound)
  })
})
