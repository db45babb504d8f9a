/** Who acts: the client that the reader chose, while it can; else the first that can. Undefined where none can. */
import { useShallow } from 'zustand/react/shallow'
import { useApp } from '../../store/app.ts'
import { actorsOf } from './actions.ts'
import { useTree } from './treeStore.ts'

export function useActors(): { readonly actors: readonly string[]; readonly actor: string | undefined } {
  const actors = useApp(useShallow((state) => actorsOf(state.cluster)))
  const chosen = useTree((state) => state.actor)
  return { actors, actor: chosen !== undefined && actors.includes(chosen) ? chosen : actors[0] }
}
