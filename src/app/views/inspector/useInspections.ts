/** What the servers hold, asked again while their sheet is open, and only where something happened since. */
import { useEffect, useState } from 'react'
import type { ServerId } from '../../../ground/ids.ts'
import type { Inspection } from '../../../hosts/inspection.ts'
import type { InspectorDictionary } from '../../i18n/inspector.en.ts'
import { inspectorDictionary } from '../../i18n/inspector.ts'
import { store, useApp } from '../../store/app.ts'
import { inspect } from '../../store/bridge.ts'

/** Often enough to see a write arrive, seldom enough to read what is shown. */
const LOOK_MS = 600

export type Inspections = ReadonlyMap<ServerId, Inspection>

export function useInspectorText(): InspectorDictionary {
  return inspectorDictionary(useApp((state) => state.settings.language))
}

/** The last look at each server, those that died since among them. */
export function useInspections(): Inspections {
  const [looks, setLooks] = useState<Inspections>(new Map())
  useEffect(() => {
    let isOpen = true
    let seen: unknown
    const look = async () => {
      const { cluster } = store.getState()
      if (cluster === seen || document.hidden) return
      seen = cluster
      const ids = [...cluster.servers.keys()]
      const answers = await Promise.all(ids.map(inspect))
      if (!isOpen) return
      setLooks((known) => merged(known, ids, answers))
    }
    void look()
    const timer = setInterval(() => void look(), LOOK_MS)
    return () => {
      isOpen = false
      clearInterval(timer)
    }
  }, [])
  return looks
}

function merged(
  known: Inspections,
  ids: readonly ServerId[],
  answers: readonly (Inspection | undefined)[],
): Inspections {
  return new Map(
    ids.flatMap((id, index): readonly (readonly [ServerId, Inspection])[] => {
      const answer = answers[index] ?? known.get(id)
      return answer === undefined ? [] : [[id, answer]]
    }),
  )
}
