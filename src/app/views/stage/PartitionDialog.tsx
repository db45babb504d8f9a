/** Divides the servers into sides without a stroke: for the keyboard, for touch, and for who wants to be exact. */
import { Dialog } from '@base-ui/react/dialog'
import { useState } from 'react'
import type { ServerId } from '../../../ground/ids.ts'
import { useApp, useText } from '../../store/app.ts'
import { intervene } from '../../store/bridge.ts'
import { leaderOf } from '../../store/model.ts'
import './partition.css'

const SIDES = ['a', 'b', 'c'] as const
type Side = (typeof SIDES)[number]

export function PartitionDialog({ onClose }: { readonly onClose: () => void }) {
  const { faults } = useText()
  const known = useApp((state) => state.cluster.servers)
  const leader = useApp((state) => leaderOf(state.cluster)?.id)
  const servers = [...known.keys()]
  const [sides, setSides] = useState<ReadonlyMap<ServerId, Side>>(() => minority(servers, leader))
  const groups = SIDES.map((side) => servers.filter((id) => (sides.get(id) ?? 'b') === side)).filter(
    (group) => group.length > 0,
  )
  const divide = async () => {
    const result = await intervene({ type: 'partition', groups })
    if (result.type === 'done') onClose()
  }
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="partition-backdrop" />
        <Dialog.Popup className="partition">
          <Dialog.Title className="partition-title">{faults.partitionTitle}</Dialog.Title>
          <Dialog.Description className="partition-hint">{faults.partitionHint}</Dialog.Description>
          <div className="partition-presets">
            <button type="button" className="button" onClick={() => setSides(minority(servers, leader))}>
              {faults.preset.minority}
            </button>
            <button type="button" className="button" onClick={() => setSides(majority(servers, leader))}>
              {faults.preset.majority}
            </button>
          </div>
          {servers.map((id) => (
            <fieldset key={id} className="partition-row">
              <legend className="visually-hidden">{faults.side(id)}</legend>
              <strong aria-hidden="true">{id}</strong>
              {SIDES.map((side) => (
                <label key={side}>
                  <input
                    type="radio"
                    name={`side-${id}`}
                    checked={(sides.get(id) ?? 'b') === side}
                    onChange={() => setSides(new Map(sides).set(id, side))}
                  />
                  {faults.sides[side]}
                </label>
              ))}
            </fieldset>
          ))}
          <div className="partition-acts">
            <Dialog.Close className="button">{faults.cancel}</Dialog.Close>
            <button type="button" className="button button-loud" disabled={groups.length < 2} onClick={divide}>
              {faults.divide}
            </button>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** The leader and as many as are still no majority on side A. */
function minority(servers: readonly ServerId[], leader: ServerId | undefined): ReadonlyMap<ServerId, Side> {
  const ordered = leaderFirst(servers, leader)
  const few = new Set(ordered.slice(0, Math.max(1, Math.floor((servers.length - 1) / 2))))
  return new Map(servers.map((id) => [id, few.has(id) ? 'a' : 'b']))
}
/** The leader and just a majority on side A. */
function majority(servers: readonly ServerId[], leader: ServerId | undefined): ReadonlyMap<ServerId, Side> {
  const many = new Set(leaderFirst(servers, leader).slice(0, Math.floor(servers.length / 2) + 1))
  return new Map(servers.map((id) => [id, many.has(id) ? 'a' : 'b']))
}
function leaderFirst(servers: readonly ServerId[], leader: ServerId | undefined): readonly ServerId[] {
  return servers.toSorted((a, b) => Number(b === leader) - Number(a === leader))
}
