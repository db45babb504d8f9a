/** A server as a card: its number, role, epoch, last zxid and the end of its log. A button that opens its menu. */
import { memo } from 'react'
import { formatZxid, type ServerId } from '../../../ground/ids.ts'
import { epochColor } from '../../shapes/palette.ts'
import { type Selection, useApp, useText } from '../../store/app.ts'
import { roleLabel, type ServerModel } from '../../store/model.ts'
import { LogStrip } from './LogStrip.tsx'
import { MachineBadge } from './MachineFaults.tsx'

type Props = {
  readonly id: ServerId
  readonly x: number
  readonly y: number
  readonly compact: boolean
  readonly onOpen: (selection: Selection, anchor: HTMLElement) => void
}

export const ServerCard = memo(function ServerCard({ id, x, y, compact, onOpen }: Props) {
  const text = useText()
  const server = useApp((state) => state.cluster.servers.get(id))
  const chosen = useApp((state) => state.selection?.type === 'server' && state.selection.id === id)
  if (server === undefined) return null
  const role = roleLabel(server)
  const name = text.stage.serverName(id, role, server.epoch, formatZxid(server.lastZxid))
  return (
    <button
      type="button"
      className="server"
      style={{ left: x, top: y, '--hue': epochColor(server.epoch) }}
      data-server={id}
      data-role={role}
      data-serving={server.serving}
      data-frozen={server.life === 'frozen'}
      data-chosen={chosen}
      aria-label={server.life === 'frozen' ? `${name}, ${text.stage.paused}` : name}
      aria-haspopup="dialog"
      onClick={(event) => onOpen({ type: 'server', id }, event.currentTarget)}
    >
      {role === 'leader' ? <Crown /> : null}
      <span className="server-number">{id}</span>
      <span className="server-role">{text.stage.roles[role]}</span>
      <span className="server-epoch">{secondLine(server, text.stage)}</span>
      <span className="server-zxid">{formatZxid(server.lastZxid)}</span>
      <MachineBadge server={server} />
      {server.facts.length === 0 ? (
        <LogStrip log={server.log} cutOff={server.cutOff} cells={compact ? 5 : 6} />
      ) : (
        <Numbers server={server} />
      )}
    </button>
  )
})

/** A real server elsewhere shows no log: how it fares is what it tells. */
function Numbers({ server: { facts } }: { readonly server: ServerModel }) {
  const { card } = useText().remote
  const value = (wanted: string) => facts.find(([name]) => name === wanted)?.[1]
  const [latency, connections] = [value('avg_latency'), value('num_alive_connections')]
  if (latency === undefined || connections === undefined) return null
  return <span className="server-numbers">{card(roundedMs(latency), connections)}</span>
}

/** A latency as servers tell it ("0.8043"), with no more digits than a card has room for; what is no number stays. */
function roundedMs(told: string): string {
  const ms = Number(told)
  return Number.isFinite(ms) ? ms.toFixed(ms < 10 ? 1 : 0) : told
}

function secondLine(
  server: ServerModel,
  words: {
    readonly paused: string
    readonly epoch: (epoch: number) => string
    readonly votesFor: (id: number) => string
  },
): string {
  if (server.life === 'frozen') return words.paused
  if (server.life === 'alive' && server.role === 'looking' && server.vote !== undefined) {
    return words.votesFor(server.vote.leader)
  }
  return words.epoch(server.epoch)
}

/** The crown of the leader: an outline until it serves. */
function Crown() {
  return (
    <svg className="server-crown" viewBox="0 0 28 18" aria-hidden="true">
      <path d="M2 17V6l6 5 6-9 6 9 6-5v11z" />
    </svg>
  )
}
