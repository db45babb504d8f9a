/** The page's one record, fed by the bridge. */
import { store } from '../../store/app.ts'
import { hear, virtualNow } from '../../store/bridge.ts'
import { emptyRecord, keptWindow, remember } from './record.ts'

export const record = emptyRecord()

/** Records until the returned function is called; `onChange` after each batch. What the store remembers comes first. */
export function followHappenings(onChange: () => void): () => void {
  if (record.version === 0) remember(record, store.getState().history)
  return hear((batch) => {
    remember(record, batch)
    onChange()
  })
}

/** The time that can be looked at now. */
export function keptNow(): ReturnType<typeof keptWindow> {
  return keptWindow(record, virtualNow())
}
