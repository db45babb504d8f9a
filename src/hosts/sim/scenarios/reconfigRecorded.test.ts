/** Reconfig requests that a real 3.8.0 was asked, asked of ours: the same errors, the same configuration, the same stat. */
import { expect, test } from 'vitest'
import { decodeUtf8 } from '../../../ground/base/utf8.ts'
import { formatZxid, serverId, ZXID_NONE } from '../../../ground/ids.ts'
import type { OpOutcome } from '../../../protocol/client/seam.ts'
import { customaryAddress } from '../../../protocol/membership.ts'
import { ADMIN_CLIENT } from '../../membership.ts'
import recorded from '../testdata/reconfig-3.8.0.json?raw'
import type { World } from '../world.ts'
import { cluster, connect, eventsOf } from './cluster.suite.ts'

type Asked = {
  readonly do: 'reconfig'
  readonly about: string
  readonly joining?: string
  readonly leaving?: string
  readonly newMembers?: string
  readonly from?: number | 'current'
  readonly auth?: boolean
  readonly error: string
  readonly config?: string
  readonly version?: number
  readonly aversion?: number
}
type Step = Asked | { readonly do: 'start'; readonly server: number }
const { steps }: { readonly steps: readonly Step[] } = JSON.parse(recorded)

/** The places that stand for addresses, as ours are. */
function ours(text: string): string {
  return text
    .replace(/@(\d)!(\w*)/g, (_, id: string, role: string) => `zk${id}:2888:3888${role === '' ? '' : `:${role}`}`)
    .replace(/\^(\d)/g, (_, id: string) => {
      const client = customaryAddress(serverId(Number(id))).client
      return client === undefined ? '' : `${client.host}:${client.port}`
    })
}

function ask(c: World, step: Asked): OpOutcome {
  const wish = (text: string | undefined): string | null => (text === undefined ? null : ours(text))
  const from = step.from === 'current' ? c.server('leader').views.current.version : BigInt(step.from ?? -1)
  const { joining, leaving, newMembers } = step
  const op = { type: 'reconfig', joining: wish(joining), leaving: wish(leaving), newMembers: wish(newMembers) } as const
  const client = step.auth === false ? 'A' : ADMIN_CLIENT
  if (client === 'A') connect(c, 'A')
  const outcome = c.ask(client, { ...op, fromConfig: from })
  c.settle()
  return outcome
}

test('each of them is answered as a real 3.8.0 answered it', () => {
  const c = cluster(3, { clients: ['A'], sessionTimeoutMs: 20_000 })
  c.settle()
  // Brings the administrator in; it stays for all that follows.
  c.reconfigure({ newMembers: 'nonsense' })
  const differences: unknown[] = []
  for (const step of steps) {
    if (step.do === 'start') {
      expect(c.join()).toBe(step.server)
      c.settle()
      continue
    }
    const outcome = ask(c, step)
    const error = outcome.ok ? 'ok' : outcome.error
    const version = outcome.ok ? /version=(.*)$/.exec(decodeUtf8(outcome.data ?? new Uint8Array()))?.[1] : undefined
    const config = outcome.ok
      ? decodeUtf8(outcome.data ?? new Uint8Array()).replace(/version=.*$/, 'version=*')
      : undefined
    const got = { error, config, version: outcome.ok ? outcome.stat?.version : undefined }
    const wanted = {
      error: step.error,
      config: step.config === undefined ? undefined : ours(step.config),
      version: step.version,
    }
    if (JSON.stringify(got) !== JSON.stringify(wanted)) differences.push({ about: step.about, wanted, got })
    if (!outcome.ok) continue
    // The version is the zxid of the transaction itself, and the stat tells it too.
    expect(`0x${version}`).toBe(formatZxid(outcome.stat?.mzxid ?? ZXID_NONE))
    expect(eventsOf(c, 'committed').some(({ event }) => event.zxid === outcome.stat?.mzxid)).toBe(true)
  }
  expect(differences).toEqual([])
  expect(steps.length).toBeGreaterThan(30)
})
