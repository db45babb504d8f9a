/** The sheet of all keys, made from the table that listens to them. */
import { Dialog } from '@base-ui/react/dialog'
import { useRef, useState } from 'react'
import { keyMap, keyNames } from '../hooks/keyMap.ts'
import { areKeysOn, switchKeys } from '../hooks/keySwitch.ts'
import { useText } from '../store/app.ts'
import './stage/partition.css'

export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const { keys, faults } = useText()
  const [on, setOn] = useState(areKeysOn)
  const sheet = useRef<HTMLDivElement>(null)
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="partition-backdrop" />
        {/* The first thing that takes the focus stands at its end: a long sheet would be opened there. */}
        <Dialog.Popup className="partition" ref={sheet} initialFocus={sheet}>
          <Dialog.Title className="partition-title">{keys.title}</Dialog.Title>
          <dl className="key-list">
            {keyNames.map((name) => (
              <div key={name}>
                <dt>
                  <kbd>{keyMap[name].cap}</kbd>
                </dt>
                <dd>{keys.names[name]}</dd>
              </div>
            ))}
          </dl>
          <p className="partition-hint">{keys.elsewhere}</p>
          <label className="key-switch">
            <input
              type="checkbox"
              checked={on}
              onChange={(event) => {
                switchKeys(event.target.checked)
                setOn(event.target.checked)
              }}
            />
            {keys.letters}
          </label>
          <div className="partition-acts">
            <Dialog.Close className="button">{faults.close}</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
