/** Who watches each path, kept while nothing about watches and sessions changes. */
import { useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useApp } from '../../store/app.ts'
import { type Watcher, watchersByPath } from './facts.ts'

export function useWatchers(): ReadonlyMap<string, readonly Watcher[]> {
  const ids = useApp(useShallow((state) => [...state.cluster.servers.keys()]))
  const lists = useApp(useShallow((state) => [...state.cluster.servers.values()].map((server) => server.watches)))
  // Deadlines of sessions change all the time; whose they are does not.
  const owners = useApp((state) => [...state.cluster.sessions.values()].map((one) => one.client ?? '').join(' '))
  const sessions = useApp((state) => state.cluster.sessions)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the owners stand for the sessions
  return useMemo(
    () =>
      watchersByPath(
        ids.map((server, i) => ({ server, watches: lists[i] ?? [] })),
        sessions,
      ),
    [ids, lists, owners],
  )
}
