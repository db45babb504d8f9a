/** The menu of what was clicked, beside it: facts and acts. Loaded when it is first opened. */
import { Popover } from '@base-ui/react/popover'
import type { Selection } from '../../store/app.ts'
import { ClientMenu } from './ClientMenu.tsx'
import { ExternalMenu } from './ExternalMenu.tsx'
import { FlightMenu } from './FlightMenu.tsx'
import { LinkMenu } from './LinkMenu.tsx'
import { ServerMenu } from './ServerMenu.tsx'
import './menu.css'

/** What the menu stands beside: the button that was pressed, or a place in the drawing. */
export type MenuAnchor = HTMLElement | { readonly getBoundingClientRect: () => DOMRect }
type Props = { readonly selection: Selection; readonly anchor: MenuAnchor; readonly onClose: () => void }

export function NodeMenu({ selection, anchor, onClose }: Props) {
  return (
    <Popover.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} side="bottom" align="start" sideOffset={8} collisionPadding={8}>
          <Popover.Popup className="menu" finalFocus={() => (anchor instanceof HTMLElement ? anchor : null)}>
            <Content selection={selection} onDone={onClose} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Content({ selection, onDone }: { readonly selection: Selection; readonly onDone: () => void }) {
  switch (selection?.type) {
    case 'server':
      return <ServerMenu id={selection.id} onDone={onDone} />
    case 'client':
      return <ClientMenu name={selection.name} onDone={onDone} />
    case 'external':
      return <ExternalMenu name={selection.name} onDone={onDone} />
    case 'link':
      return <LinkMenu ends={selection.ends} onDone={onDone} />
    case 'flight':
      return <FlightMenu flight={selection.flight} onDone={onDone} />
    default:
      return null
  }
}
