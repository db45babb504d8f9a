/** The menu of what was clicked, beside it: facts and acts. Loaded when it is first opened. */
import { Popover } from '@base-ui/react/popover'
import type { Selection } from '../../store/app.ts'
import { ClientMenu } from './ClientMenu.tsx'
import { ServerMenu } from './ServerMenu.tsx'
import './menu.css'

type Props = { readonly selection: Selection; readonly anchor: HTMLElement; readonly onClose: () => void }

export function NodeMenu({ selection, anchor, onClose }: Props) {
  return (
    <Popover.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} side="bottom" align="start" sideOffset={8} collisionPadding={8}>
          <Popover.Popup className="menu" finalFocus={() => anchor}>
            {selection?.type === 'server' ? <ServerMenu id={selection.id} onDone={onClose} /> : null}
            {selection?.type === 'client' ? <ClientMenu name={selection.name} onDone={onClose} /> : null}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
