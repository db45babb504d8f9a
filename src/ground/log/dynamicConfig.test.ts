/** The membership's files: names, contents, and which one counts. */
import { expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts'
import { zxidFrom } from '../ids.ts'
import {
  configFiles,
  dynamicConfigName,
  encodeDynamicConfig,
  encodeNextConfig,
  isMembershipFile,
  NEXT_CONFIG_FILE,
} from './dynamicConfig.ts'

const TEXT = 'server.1=a:1:2:participant\nversion=100000003'

test('the version is in the name of a committed membership, and in the last line of a proposed one', () => {
  expect(dynamicConfigName(zxidFrom(0x100000003n))).toBe('zoo.cfg.dynamic.100000003')
  expect(decodeUtf8(encodeDynamicConfig(TEXT))).toBe('server.1=a:1:2:participant\n')
  expect(decodeUtf8(encodeNextConfig(TEXT))).toBe(`${TEXT}\n`)
})

test('of several committed ones, left over from a crash, the newest counts; others are told to be removed', () => {
  const at = (version: bigint, host: string) => ({
    name: dynamicConfigName(zxidFrom(version)),
    bytes: encodeUtf8(`server.1=${host}:1:2:participant\n`),
  })
  const found = configFiles([
    at(9n, 'old'),
    at(0x100000003n, 'new'),
    at(0xan, 'older'),
    { name: 'myid', bytes: encodeUtf8('1') },
  ])
  expect(found.committed).toEqual({
    name: 'zoo.cfg.dynamic.100000003',
    text: 'server.1=new:1:2:participant\n\nversion=100000003',
  })
  expect(found.leftOver).toEqual(['zoo.cfg.dynamic.a', 'zoo.cfg.dynamic.9'])
  expect(found.next).toBeUndefined()
})

test('a folder without such files says nothing, and other files are not meant', () => {
  expect(configFiles([])).toEqual({ committed: undefined, next: undefined, leftOver: [] })
  expect(['zoo.cfg', 'zoo.cfg.dynamic.', 'zoo.cfg.dynamic.xyz', 'version-2/log.1'].filter(isMembershipFile)).toEqual([])
  expect([NEXT_CONFIG_FILE, 'zoo.cfg.dynamic.0'].filter(isMembershipFile)).toHaveLength(2)
})
