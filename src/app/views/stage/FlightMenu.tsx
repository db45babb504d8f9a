/** A message laid open: what it is, from whom to whom, its fields and its very bytes. */
import { Popover } from '@base-ui/react/popover'
import { type NodeName, serverOf } from '../../../ground/ids.ts'
import { useText } from '../../store/app.ts'
import type { FlightModel } from '../../store/model.ts'
import { dumpRows, type Field, packetsOf } from './packets.ts'

export function FlightMenu({ flight }: { readonly flight: FlightModel }) {
  const text = useText()
  const route = `${nodeLabel(flight.from)} → ${nodeLabel(flight.to)}`
  return (
    <div className="flight-menu">
      <Popover.Title className="menu-title">
        {text.flights[flight.kind]} · {route}
      </Popover.Title>
      {packetsOf(flight).map((packet, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the packets of a message never change
        <section key={index}>
          <h3 className="packet-title">{packet.title}</h3>
          <Fields fields={packet.fields} />
        </section>
      ))}
      <h3 className="packet-title">{text.stage.bytes(flight.bytes.length)}</h3>
      <pre className="dump">
        {dumpRows(flight.bytes)
          .map(({ offset, hex, text: letters }) => `${offset}  ${hex.padEnd(47)}  ${letters}`)
          .join('\n')}
      </pre>
    </div>
  )
}

function Fields({ fields }: { readonly fields: readonly Field[] }) {
  return (
    <dl className="facts">
      {fields.map(({ name, value }) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function nodeLabel(node: NodeName): string {
  return String(serverOf(node) ?? node.slice(1))
}
