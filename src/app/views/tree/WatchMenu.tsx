/** Leaves a one-shot watch: on data, on children, or on whether the znode exists. Loaded with the first use of a menu. */
import { Menu } from '@base-ui/react/menu'
import { memo } from 'react'
import { useText } from '../../store/app.ts'
import { useActors } from './useActor.ts'
import { WatchItems } from './WatchItems.tsx'

export const WatchMenu = memo(function WatchMenu({ path }: { readonly path: string }) {
  const text = useText()
  const { actor } = useActors()
  return (
    <Menu.Root>
      <Menu.Trigger className="button" disabled={actor === undefined}>
        {text.tree.watch}
        <span aria-hidden="true">▾</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner side="top" align="start" sideOffset={4} collisionPadding={8}>
          <Menu.Popup className="menu">
            <WatchItems path={path} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
})
