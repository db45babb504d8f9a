import { expect, test } from 'vitest'
import { damageAllServers, damageOneServer } from './cases.ts'
import { allDamages, createVictim, damageAll, damageOne } from './damage.ts'

/** `npm run damage` takes all of them. */
const EVERY = 29
const EVERY_OF_ALL = 3
const PATIENT = { timeout: 180_000 }

test(
  `one damaged folder of three costs nothing, or its server names the place (every ${EVERY}th damage)`,
  PATIENT,
  () => {
    const { counts, failures } = damageOneServer(allDamages(createVictim().files, EVERY))
    expect(failures).toEqual([])
    expect(counts.get('whole')).toBeGreaterThan(50)
    expect(counts.get('halted')).toBeGreaterThan(20)
  },
)

test(
  `where all have the same damage, each stops with its place or has all that it had (every ${EVERY_OF_ALL}rd)`,
  PATIENT,
  () => {
    const victim = createVictim()
    const { counts, failures } = damageAllServers(victim, allDamages(victim.files, EVERY_OF_ALL))
    expect(failures).toEqual([])
    expect(counts.get('whole')).toBeGreaterThan(1000)
    expect(counts.get('halted')).toBeGreaterThan(500)
    expect(counts.get('end lost')).toBeGreaterThan(50)
  },
)

test('a record that is falsified in the middle of the newest log stops its server', () => {
  const victim = createVictim()
  const log = victim.files.findLast(({ name }) => name.includes('/log.'))?.name ?? ''
  const one = { file: log, at: 60, kind: 'flip' } as const
  expect(damageOne(victim, one)).toEqual({ outcome: 'halted', failure: undefined })
  expect(damageAll(victim, one)).toEqual({ outcome: 'halted', failure: undefined })
})

// It was read as an ensemble of one: that server elected itself, and led beside the others.
test('a membership that lost its end makes no ensemble of its own', () => {
  const victim = createVictim()
  const file = victim.files.find(({ name }) => name.startsWith('zoo.cfg.dynamic'))?.name ?? ''
  expect(damageOne(victim, { file, at: 44, kind: 'cut' })).toEqual({ outcome: 'halted', failure: undefined })
  const leads = victim.world.trace.filter(({ event }) => event.type === 'serving' && event.role === 'leading')
  expect(leads).toHaveLength(1)
})

test('a newest snapshot that is falsified is passed over: an older one and the logs have it all', () => {
  const victim = createVictim()
  const snapshot = victim.files.findLast(({ name }) => name.includes('/snapshot.'))?.name ?? ''
  const one = { file: snapshot, at: 700, kind: 'flip' } as const
  expect(damageOne(victim, one)).toEqual({ outcome: 'whole', failure: undefined })
})

test('a loss that nobody tells of is seen', () => {
  const victim = createVictim()
  const file = victim.files.findLast(({ name }) => name.includes('/log.'))?.name ?? ''
  const short = { ...victim, files: victim.files.filter(({ name }) => name !== file) }
  const other = victim.files.find(({ name }) => name.includes('/snapshot.0'))?.name ?? ''
  expect(damageAll(short, { file: other, at: 100, kind: 'flip' }).failure).toMatch(
    /transactions are gone without a word/,
  )
})
