/** Whether what a scenario expects came about: from what was told, from the answers, and from the servers' own trees. */
import { unreachable } from '../../ground/base/assert.ts'
import { nameOf, parentOf } from '../../ground/data/path.ts'
import type { CommandResult } from '../command.ts'
import type { Engine, TreeView, ZnodeView } from '../engine.ts'
import type { Expectation } from '../scenario.ts'
import { textOfBytes } from './json.ts'
import { leaderIn, type Sight, servingIn } from './sight.ts'

/** `found` is what there was in its place, in ZooKeeper's words and the data's: the same in all languages. */
export type Judgement = { readonly expectation: Expectation; readonly holds: boolean; readonly found: string }

/** What there is to be judged. Answers stand at their step's place; undefined: there is none yet. */
export type Evidence = {
  readonly sight: Sight
  readonly answers: readonly (CommandResult | undefined)[]
  readonly trees: readonly TreeView[]
}

/** Looks at everything as it is now. */
export async function evidenceOf(
  engine: Engine,
  sight: Sight,
  answers: readonly (CommandResult | undefined)[],
): Promise<Evidence> {
  const trees = await Promise.all(servingIn(sight).map((server) => engine.tree(server)))
  return { sight, answers, trees: trees.filter((tree) => tree !== undefined) }
}

export function judge(expectation: Expectation, evidence: Evidence): Judgement {
  const [holds, found] = verdict(expectation, evidence)
  return { expectation, holds, found }
}

type Verdict = readonly [holds: boolean, found: string]
function verdict(wanted: Expectation, evidence: Evidence): Verdict {
  const { sight } = evidence
  switch (wanted.type) {
    case 'leader': {
      const leader = leaderIn(sight)
      return [leader !== undefined && (wanted.server ?? leader) === leader, leader === undefined ? '–' : `s${leader}`]
    }
    case 'noLeader': {
      const leader = leaderIn(sight)
      return [leader === undefined, leader === undefined ? '–' : `s${leader}`]
    }
    case 'role': {
      const role = sight.servers.get(wanted.server)?.role ?? 'down'
      return [role === wanted.role, role]
    }
    case 'client': {
      const state = sight.clients.get(wanted.client) ?? 'down'
      return [state === wanted.state, state]
    }
    case 'znode':
      return znodeVerdict(wanted, evidence)
    case 'noZnode': {
      const isThere = znodeIn(evidence, wanted.path) !== undefined
      return [leaderTree(evidence) !== undefined && !isThere, isThere ? wanted.path : '–']
    }
    case 'answer': {
      const answer = answerText(evidence.answers[wanted.step - 1])
      return [answer === wanted.answer, answer ?? '–']
    }
    case 'agreement': {
      const told = evidence.trees.map(
        ({ server, zxid, digest }) => `s${server} 0x${zxid.toString(16)}/${digest.toString(16)}`,
      )
      const same = new Set(evidence.trees.map(({ zxid, digest }) => `${zxid}/${digest}`)).size === 1
      return [same, told.join(' · ')]
    }
    default:
      return unreachable(wanted)
  }
}

/** `ok`, an error's name or `refused`; undefined while there is no answer. */
export function answerText(result: CommandResult | undefined): string | undefined {
  if (result?.type !== 'outcome') return result === undefined ? undefined : result.type === 'done' ? 'ok' : 'refused'
  return result.outcome.ok ? 'ok' : result.outcome.error
}

function leaderTree({ sight, trees }: Evidence): TreeView | undefined {
  const leader = leaderIn(sight)
  return trees.find(({ server }) => server === leader)
}
function znodeIn(evidence: Evidence, path: string): ZnodeView | undefined {
  return leaderTree(evidence)?.znodes.find((znode) => znode.path === path)
}
function znodeVerdict(wanted: Extract<Expectation, { type: 'znode' }>, evidence: Evidence): Verdict {
  const znode = znodeIn(evidence, wanted.path)
  if (znode === undefined) return [false, '–']
  const data = znode.data === null ? 'null' : (textOfBytes(znode.data) ?? `${znode.data.length} B`)
  if (wanted.data !== undefined && !sameBytes(wanted.data, znode.data)) return [false, data]
  if (wanted.children === undefined) return [true, data]
  const children = (leaderTree(evidence)?.znodes ?? [])
    .filter(({ path }) => path !== '/' && parentOf(path) === wanted.path)
    .map(({ path }) => nameOf(path))
    .toSorted()
  return [children.join('/') === wanted.children.toSorted().join('/'), children.join(', ')]
}
function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
