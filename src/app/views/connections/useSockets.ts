/** What the pane reads: every socket, anew only when a connection or a process changed. */
import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { clientNode, externalOf, type NodeName, serverNode, serverOf } from '../../../ground/ids.ts'
import type { ConnectionsDictionary } from '../../i18n/connections.en.ts'
import { connectionsDictionary } from '../../i18n/connections.ts'
import { type Selection, select, store, useApp } from '../../store/app.ts'
import { joins, type Pair, point, pointedStore } from '../../store/pointed.ts'
import { type Socket, socketsOf } from './netstat.ts'

export function useConnectionsText(): ConnectionsDictionary {
  return connectionsDictionary(useApp((state) => state.settings.language))
}

/** Servers tell something at every message: what the sockets depend on is told by the key. */
export function useSockets(): readonly Socket[] {
  const links = useApp((state) => state.cluster.links)
  const key = useApp(({ cluster }) =>
    [...cluster.servers.values()].map(({ id, life, role, incarnation }) => `${id}${life}${role}${incarnation}`).join(),
  )
  const seen = useApp(({ cluster }) => (cluster.remote === undefined ? undefined : cluster.servers))
  // biome-ignore lint/correctness/useExhaustiveDependencies: they stand for the cluster
  return useMemo(() => socketsOf(store.getState().cluster), [links, key, seen])
}

/** A row that goes while it is pointed at is not told of the pointer's leaving: its line must not stay lit. */
export function useForgetGone(sockets: readonly Socket[]): void {
  useEffect(() => {
    const { pair } = pointedStore.getState()
    const isThere = sockets.some(
      (socket) => pair !== undefined && socket.pair !== undefined && joins(socket.pair, pair.dialler, pair.listener),
    )
    if (pair !== undefined && !isThere) point(undefined)
  }, [sockets])
}

/** The servers' machines, in the order of their ids. */
export function useServerNodes(): readonly NodeName[] {
  const key = useApp((state) => [...state.cluster.servers.keys()].join())
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the servers
  return useMemo(() => [...store.getState().cluster.servers.keys()].map(serverNode), [key])
}

/** Whether a connection is lit: somebody points at it here or on the stage, or it or its client is chosen there. */
export function useLit(): (pair: Pair) => boolean {
  const pointed = useStore(pointedStore, (state) => state.pair)
  const selection = useApp((state) => state.selection)
  return (pair) => (pointed !== undefined && joins(pointed, pair.dialler, pair.listener)) || isChosen(selection, pair)
}

function isChosen(selection: Selection, pair: Pair): boolean {
  switch (selection?.type) {
    case 'link':
      return joins(pair, serverNode(selection.ends[0]), serverNode(selection.ends[1]))
    case 'client':
      return pair.dialler === clientNode(selection.name)
    case 'external':
      return pair.dialler.slice(1) === selection.name
    default:
      return false
  }
}

/** Chooses a connection: on the stage it stays lit. What is chosen already is chosen no longer. */
export function choose(pair: Pair): void {
  if (isChosen(store.getState().selection, pair)) return select(undefined)
  const [from, to] = [serverOf(pair.dialler), serverOf(pair.listener)]
  if (from !== undefined && to !== undefined) select({ type: 'link', ends: from < to ? [from, to] : [to, from] })
  else select({ type: externalOf(pair.dialler) === undefined ? 'client' : 'external', name: pair.dialler.slice(1) })
}

/** A machine as people call it. */
export function machineName(text: ConnectionsDictionary, node: NodeName): string {
  const id = serverOf(node)
  if (id !== undefined) return text.server(id)
  const address = externalOf(node)
  return address === undefined ? text.client(node.slice(1)) : text.outside(address)
}
