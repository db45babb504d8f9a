/** The menu of a row (right click, Shift+F10): the same acts as in the detail, for who is in the tree. */
import { Menu } from '@base-ui/react/menu'
import { useState } from 'react'
import { useText } from '../../store/app.ts'
import { submit } from './actions.ts'
import { CreateDialog } from './CreateDialog.tsx'
import { useActors } from './useActor.ts'
import { WatchItems } from './WatchItems.tsx'

type Props = { readonly path: string; readonly anchor: HTMLElement; readonly onClose: () => void }

export function RowMenu({ path, anchor, onClose }: Props) {
  const text = useText()
  const { actor } = useActors()
  const [creating, setCreating] = useState(false)
  if (creating) return <CreateDialog parent={path} onClose={onClose} />
  return (
    <Menu.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Menu.Portal>
        <Menu.Positioner anchor={anchor} side="bottom" align="start" alignOffset={24} collisionPadding={8}>
          <Menu.Popup className="menu" aria-label={path} finalFocus={() => anchor}>
            <WatchItems path={path} />
            <div className="menu-separator" />
            <Menu.Item
              className="menu-item"
              disabled={actor === undefined}
              closeOnClick={false}
              onClick={() => setCreating(true)}
            >
              {text.tree.createChild}
            </Menu.Item>
            <Menu.Item
              className="menu-item menu-item-destructive"
              disabled={actor === undefined || path === '/'}
              onClick={() => (actor === undefined ? undefined : submit(actor, { type: 'delete', path, version: -1 }))}
            >
              {text.tree.delete}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
