/**
 * Editing a znode's data. What is typed stays while the znode changes underneath; Set then carries the version at which
 * the typing began, so ZooKeeper itself tells that somebody was faster (BADVERSION), unless any version is allowed.
 */
import { useState } from 'react'
import { submit } from './actions.ts'
import { bytesOf, type Shown, shownData } from './bytes.ts'

export type Edit = {
  readonly shown: Shown
  /** The bytes that the text means; undefined where it should be hex and is not. */
  readonly bytes: Uint8Array | undefined
  readonly isEdited: boolean
  /** The version that Set and Delete name, and the znode's own now. */
  readonly base: number
  readonly version: number
  readonly anyVersion: boolean
  readonly type: (text: string) => void
  readonly discard: () => void
  readonly allowAny: (any: boolean) => void
  readonly set: (actor: string) => Promise<void>
  readonly remove: (actor: string) => Promise<void>
}

type Draft = { readonly text: string; readonly version: number }

export function useEdit(path: string, data: Uint8Array | null, version: number): Edit {
  const [draft, setDraft] = useState<Draft | undefined>(undefined)
  const [anyVersion, allowAny] = useState(false)
  const { form, text } = shownData(data)
  const shown: Shown = { form, text: draft?.text ?? text }
  const bytes = bytesOf(shown)
  const base = draft?.version ?? version
  const sent = anyVersion ? -1 : base
  return {
    shown,
    bytes,
    isEdited: draft !== undefined,
    base,
    version,
    anyVersion,
    type: (typed) => setDraft({ text: typed, version: base }),
    discard: () => setDraft(undefined),
    allowAny,
    async set(actor) {
      if (bytes === undefined) return
      const result = await submit(actor, { type: 'setData', path, data: bytes, version: sent })
      if (result.type === 'outcome' && result.outcome.ok) setDraft((now) => (now === draft ? undefined : now))
    },
    async remove(actor) {
      await submit(actor, { type: 'delete', path, version: sent })
    },
  }
}
