import { expect, test } from 'vitest'
import { serverId } from '../../ground/ids.ts'
import { cpuMs } from '../cpuClock.suite.ts'
import type { Named } from '../vocabulary.ts'
import { complete, sharedStart } from './complete.ts'
import { lineCharsMax } from './console.ts'

const named: Named = { servers: [1, 2, 3].map(serverId), clients: ['A', 'B'], leader: serverId(3) }
const tree: Readonly<Record<string, readonly string[]>> = {
  '/': ['config', 'configuration', 'locks', 'zookeeper'],
  '/config': ['common.yml', 'with space'],
}
const children = (path: string): readonly string[] => tree[path] ?? []
const texts = (line: string, cursor: number = line.length): readonly string[] =>
  complete(line, cursor, named, children).choices.map((choice) => choice.text)

test('the first word may be of any of the languages', () => {
  expect(texts('get')).toEqual(['get', 'getAcl', 'getAllChildrenNumber', 'getEphemerals'])
  expect(texts('re')).toEqual(['reconfig', 'redo', 'remove', 'removewatches', 'restart', 'resume'])
  expect(texts('mn')).toEqual(['mntr'])
})

test('a path is completed folder by folder, and a folder stays open', () => {
  expect(texts('get /co')).toEqual(['/config', '/configuration'])
  expect(sharedStart(complete('get /co', 7, named, children))).toBe('/config')
  expect(complete('ls /config', 10, named, children).choices[0]).toEqual({ text: '/config', hint: '', open: true })
  expect(texts('get -s /config/')).toEqual(['/config/common.yml'])
  expect(texts('get ')).toEqual(['/'])
})

test('options are offered behind a dash, and names where somebody is meant', () => {
  expect(texts('create -')).toEqual(['-e', '-s', '-c', '-t'])
  expect(texts('kill ')).toEqual(['leader', '1', '2', '3', 'A', 'B'])
  expect(texts('restart 2 ')).toEqual(['keep', 'lose', 'wipe'])
  expect(texts('move A ')).toEqual(['leader', '1', '2', '3'])
  expect(texts('srvr ')).toEqual(['leader', '1', '2', '3'])
})

test('only the word at the cursor is completed', () => {
  const line = 'get /lo behind'
  expect(complete(line, 7, named, children)).toMatchObject({ from: 4, choices: [{ text: '/locks' }] })
})

// A search for the white space before the end took the square of this: half a minute.
test('a word of two hundred thousand characters is found as fast as it is typed', () => {
  const line = `${'9'.repeat(200_000)} `
  const before = cpuMs()
  expect(complete(line, line.length, named, children)).toEqual({ from: line.length, choices: [] })
  expect(cpuMs() - before).toBeLessThan(2000)
})

test('a line that would be refused is not completed', () => {
  const line = `ls /${' '.repeat(lineCharsMax)}`
  expect(complete(line, 4, named, children).choices).toEqual([])
})
