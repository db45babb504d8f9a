/**
 * The tables of ARCHITECTURE.md are printed from the tables of the code, and fail here when they are stale.
 * `UPDATE_TABLES=1 npx vitest run src/architecture.test.ts` writes them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { KeeperErrors } from './ground/jute/errors.ts'
import { OpCode } from './ground/jute/opcodes.ts'
import { PacketType } from './ground/jute/peer.ts'
import { CAUGHT } from './hosts/sim/zoo/caught.ts'
import { ops } from './protocol/server/request.ts'
import { ZOO, ZOO_NAMES } from './protocol/zoo.ts'

const file = fileURLToPath(new URL('./ARCHITECTURE.md', import.meta.url))

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const ANSWERED = {
  write: 'a majority',
  read: 'the server itself',
  sync: 'the leader',
  connection: 'the connection',
} as const

const tables: Readonly<Record<string, string>> = {
  packets: table(
    ['type', 'name'],
    Object.entries(PacketType).map(([name, type]) => [type, name]),
  ),
  operations: table(
    ['code', 'name', 'answered by'],
    Object.entries(OpCode).map(([name, code]) => {
      const kind = ops.get(code)?.kind
      return [code, name, kind === undefined ? 'not answered' : ANSWERED[kind]]
    }),
  ),
  errors: table(
    ['code', 'name', 'surely did not happen', 'meaning'],
    Object.values(KeeperErrors).map((row) => [row.code, row.name, row.definite ? 'yes' : 'no', row.doc]),
  ),
  zoo: table(
    ['', 'name', 'what it does', 'first seen', 'class', 'noticed by', 'in seed'],
    ZOO_NAMES.map((name) => {
      const { number, what, ancestor, class: kind, with: partner } = ZOO[name]
      const switches = partner === undefined ? name : `${name} + ${partner}`
      return [number, switches, what, ancestor, kind, CAUGHT[name].by, CAUGHT[name].seed]
    }),
  ),
}

function withTables(text: string): string {
  return text.replace(/<!-- table:(\w+) -->[\s\S]*?<!-- end -->/g, (_, name: string) => {
    return `<!-- table:${name} -->\n${tables[name] ?? ''}\n<!-- end -->`
  })
}

test('the map shows the packets, operations, errors and bugs that the code has', () => {
  const text = readFileSync(file, 'utf8')
  const fresh = withTables(text)
  if (process.env['UPDATE_TABLES'] === '1') writeFileSync(file, fresh)
  else expect(text).toBe(fresh)
})
