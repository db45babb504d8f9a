/** The three watches that a client can leave, as items of a menu. */
import { Menu } from '@base-ui/react/menu'
import { useText } from '../../store/app.ts'
import { submit } from './actions.ts'
import { useActors } from './useActor.ts'

export function WatchItems({ path }: { readonly path: string }) {
  const text = useText()
  const { actor } = useActors()
  const item = (name: string, type: 'getData' | 'getChildren' | 'exists') => (
    <Menu.Item
      className="menu-item"
      disabled={actor === undefined}
      onClick={() => (actor === undefined ? undefined : submit(actor, { type, path, watch: true }))}
    >
      {name}
    </Menu.Item>
  )
  return (
    <>
      {item(text.tree.watchData, 'getData')}
      {item(text.tree.watchChildren, 'getChildren')}
      {item(text.tree.watchExists, 'exists')}
    </>
  )
}
