/** Who watches each path, kept while nothing about watches and sessions changes. */
import { useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { type AppState, store, useApp } from '../../store/app.ts'
import { type Watcher, watchersByPath } from './facts.ts'

export function useWatchers(): ReadonlyMap<string, readonly Watcher[]> {
  const ids = useApp(useShallow((state) => [...state.cluster.servers.keys()]))
  const lists = useApp(useShallow((state) => [...state.cluster.servers.values()].map((server) => server.watches)))
  const sessions = useSessions()
  return useMemo(
    () =>
      watchersByPath(
        ids.map((server, i) => ({ server, watches: lists[i] ?? [] })),
        sessions,
      ),
    [ids, lists, sessions],
  )
}

/** The sessions, kept while it is the same whose they are: their deadlines change all the time. */
export function useSessions(): AppState['cluster']['sessions'] {
  const owners = useApp(({ cluster: { sessions } }) =>
    [...sessions].map(([id, { client }]) => `${id} ${client ?? ''}`).join(),
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: the owners stand for the sessions
  return useMemo(() => store.getState().cluster.sessions, [owners])
}
