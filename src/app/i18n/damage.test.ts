import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { damageZh } from './damage.zh.ts'

/** Reasons as the core words them, one of each kind. */
const REASONS: readonly string[] = [
  'the record at byte 16 ends beyond the file',
  'the record at byte 16 does not match its checksum, and a valid record follows at byte 77',
  'the record at byte 16 has a length that can not be, but its bytes match the checksum',
  'the record at byte 16 has no end mark',
  'the record at byte 16 holds no known transaction',
  'the file does not begin with ZKLG',
  'the file does not begin with ZKSN',
  'the file ends within its header',
  'unknown version 3',
  'database id 7 instead of 0',
  'the file begins with 0x1, against its name',
  'the file begins with 0x3, but version-2/log.1 goes on to 0x3',
  '0x2 comes after 0x3: the log goes back',
  '0x6 does not follow 0x3',
  'the digest tells that transactions between 0x1 and 0x2 are missing',
  'there is neither a log nor a snapshot',
  'there are transactions, but no snapshot that they begin from',
  'no snapshot can be read: wanted 4 bytes at 8, but only 2 are left',
  "the snapshot can't be read, and the logs end before it: the seal does not match",
  'the snapshot holds parts of 0x3, but the logs end at 0x2',
  'the snapshot is compressed: only plain ones are read here',
  'the snapshot is compressed (snappy)',
  'the seal has no end mark',
  'there are bytes behind the last seal',
  'unreasonable count 2147483647',
  'null where a string must be',
  "node '/a' has ACL 9, which the table has not",
  "node '/a' comes twice",
  "node '/a' comes without its parent",
  'there is no root',
  "no epoch: 'two'",
  "no server id: 'one'",
  'currentEpoch 1 is older than the last zxid 0x200000001',
  'acceptedEpoch 1 is older than currentEpoch 2',
  'the same file comes twice',
  'the archive is encrypted',
  'the files expand to more than 4 GiB',
  'the files hold more than 256 MiB of data',
  'there are more than 10000 files',
  "it can't be read: End of central directory not found",
  'server 2: version-2/log.1 is damaged at byte 16: unknown version 3',
]

test.each(REASONS)('said in Chinese: %s', (english) => {
  expect(damageZh(english)).toMatch(/[\u4e00-\u9fff]/)
  // What is inside another reason is said in Chinese as well; only what the browser itself says stays as it is.
  if (!english.startsWith("it can't")) expect(damageZh(english)).not.toMatch(/\b(?:the|is|of|bytes|with)\b/)
})

test('no reason that the files of the core can give is forgotten here', () => {
  const core = ['inspect', 'recovery', 'snapshot', 'image', 'epochs', 'txnLog', 'gather'].map((name) =>
    readFileSync(new URL(`../../ground/log/${name}.ts`, import.meta.url), 'utf8'),
  )
  const given = core.flatMap((text) =>
    [...text.matchAll(/(?:damaged\([^'`\n]*|ProtocolError\(|reason: |fail\()['`]([^'`]{12,})/g)].map((m) => m[1] ?? ''),
  )
  expect(given.length).toBeGreaterThan(15)
  const known = REASONS.map((reason) => reason.replace(/'[^']*'|0x\w+|-?\d+|\S*version-2\S*/g, '').replace(/\s+/g, ' '))
  for (const template of given) {
    // A leader's stream is no file.
    if (template.startsWith('the stream ')) continue
    // The longest piece between two placeholders names the reason.
    const pieces = template.split(/\$\{[^}]*\}|'/).map((piece) => piece.replace(/-?\d+/g, '').trim())
    const longest = pieces.reduce((a, b) => (b.length > a.length ? b : a))
    expect(known.some((reason) => reason.includes(longest)) ? '' : template).toBe('')
  }
})
