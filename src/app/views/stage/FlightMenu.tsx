/**
 * A message laid open: what it is, from whom to whom, its fields beside its very bytes (each lights up the other), and what
 * can be done to it on its way, or why it can't.
 */
import { Popover } from '@base-ui/react/popover'
import { useState } from 'react'
import { type NodeName, serverOf } from '../../../ground/ids.ts'
import { Reader } from '../../../ground/jute/cursor.ts'
import { ELECTION_PROTOCOL_VERSION } from '../../../ground/jute/peer.ts'
import { useApp, useText } from '../../store/app.ts'
import type { FlightModel } from '../../store/model.ts'
import { ActButton } from './ActButton.tsx'
import { dumpRows, type Field, packetsOf } from './packets.ts'

type Props = { readonly flight: FlightModel; readonly onDone: () => void }
type Lit = Pick<Field, 'start' | 'end'>

export function FlightMenu({ flight, onDone }: Props) {
  const text = useText()
  const [lit, setLit] = useState<Lit | undefined>(undefined)
  const route = `${nodeLabel(flight.from)} → ${nodeLabel(flight.to)}`
  const packets = packetsOf(flight)
  const fields = packets.flatMap((packet) => packet.fields)
  return (
    <div className="flight-menu">
      <Popover.Title className="menu-title">
        {text.flights[flight.kind]} · {route}
      </Popover.Title>
      <FlightActs flight={flight} onDone={onDone} />
      {packets.map((packet) => (
        <section key={packet.start}>
          <h3 className="packet-title">{packet.title}</h3>
          <ul className="packet-fields" aria-label={text.faults.fields}>
            {packet.fields.map((field) => (
              <li key={`${field.name} ${field.start}`}>
                <FieldRow field={field} lit={lit !== undefined && overlap(lit, field)} onLight={setLit} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <h3 className="packet-title">{text.stage.bytes(flight.bytes.length)}</h3>
      <Dump bytes={flight.bytes} fields={fields} lit={lit} onLight={setLit} />
    </div>
  )
}

/** The smallest stretch wins: a field that holds others is lit by them too. */
function overlap(lit: Lit, field: Lit): boolean {
  return field.start < field.end && field.start <= lit.start && lit.end <= field.end
}

type RowProps = { readonly field: Field; readonly lit: boolean; readonly onLight: (lit: Lit | undefined) => void }
function FieldRow({ field, lit, onLight }: RowProps) {
  const words = useText().faults
  const { name, value, start, end } = field
  return (
    <button
      type="button"
      className="packet-field"
      data-lit={lit}
      aria-label={words.fieldBytes(name, value, start, end)}
      onPointerEnter={() => onLight(field)}
      onFocus={() => onLight(field)}
      onPointerLeave={() => onLight(undefined)}
    >
      <span>{name}</span>
      <span>{value}</span>
    </button>
  )
}

type DumpProps = {
  readonly bytes: Uint8Array
  readonly fields: readonly Field[]
  readonly lit: Lit | undefined
  readonly onLight: (lit: Lit | undefined) => void
}
/** The bytes; the one under the pointer lights the smallest field that it belongs to. */
function Dump({ bytes, fields, lit, onLight }: DumpProps) {
  const light = (target: EventTarget) => {
    const at = target instanceof HTMLElement ? Number(target.dataset['at'] ?? Number.NaN) : Number.NaN
    const around = fields
      .filter(({ start, end }) => start <= at && at < end)
      .toSorted((a, b) => a.end - a.start - (b.end - b.start))
    onLight(around[0])
  }
  const isLit = (at: number) => lit !== undefined && lit.start <= at && at < lit.end
  return (
    <div
      className="dump"
      onPointerOver={(event) => light(event.target)}
      onPointerDown={(event) => light(event.target)}
      onPointerLeave={() => onLight(undefined)}
    >
      {dumpRows(bytes).map(({ offset, bytes: row }) => (
        <div key={offset} className="dump-row">
          <span className="dump-offset">{offset}</span>
          <span className="dump-hex">
            {row.map(({ at, hex }) => (
              <span key={at} data-at={at} data-lit={isLit(at)}>
                {hex}
              </span>
            ))}
          </span>
          <span>
            {row.map(({ at, letter }) => (
              <span key={at} data-at={at} data-lit={isLit(at)}>
                {letter}
              </span>
            ))}
          </span>
        </div>
      ))}
    </div>
  )
}

/** Hold, deliver now, drop: where the protocol allows it, and a sentence why not where it does not. */
function FlightActs({ flight, onDone }: Props) {
  const words = useText().faults
  const now = useApp((state) => state.cluster.flights.get(flight.id))
  if (now === undefined) return <p className="menu-note">{words.arrived}</p>
  const { from, to, seq } = flight
  const why = dropping(flight)
  return (
    <>
      <div className="menu-acts">
        <ActButton
          name={now.held ? words.letGo : words.hold}
          command={{ type: 'holdMessage', from, to, seq, held: !now.held }}
          onDone={onDone}
        />
        <ActButton name={words.deliver} command={{ type: 'deliverMessage', from, to, seq }} onDone={onDone} />
        {why === 'ok' ? (
          <ActButton name={words.drop} command={{ type: 'dropMessage', from, to, seq }} destructive onDone={onDone} />
        ) : null}
      </div>
      {now.held ? <p className="menu-note">{words.held}</p> : null}
      <p className="menu-note">{words.notDropped[why]}</p>
    </>
  )
}

/** Whether a message may be dropped; the worker that has it judges by the same rule. */
function dropping({ packing, channel, bytes }: FlightModel): 'ok' | 'link' | 'ordered' | 'handshake' {
  if (packing !== 'data') return 'link'
  if (channel !== 'election') return 'ordered'
  return bytes.length >= 8 && new Reader(bytes).long() === ELECTION_PROTOCOL_VERSION ? 'handshake' : 'ok'
}

function nodeLabel(node: NodeName): string {
  return String(serverOf(node) ?? node.slice(1))
}
