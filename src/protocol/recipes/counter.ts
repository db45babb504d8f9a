/**
 * A shared counter: the number stands as decimal text in one znode. Adding is read, then write with the version that was
 * read; who was overtaken reads again (compare-and-set). The write happens once even if its answer is lost, so the counter
 * is the sum of what was acknowledged and nothing else.
 */
import { decodeUtf8, encodeUtf8 } from '../../ground/base/utf8.ts'
import { conclude, did, ensure, fail, type Machine, PLAIN, writeOnce } from './acts.ts'

/** The number in a counter's data; an empty one is 0; undefined where it is none. */
export function numberIn(data: Uint8Array | null): number | undefined {
  const text = data === null ? '' : decodeUtf8(data)
  if (text === '') return 0
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(value) ? value : undefined
}

export const counter: Machine<'counter'> = {
  ...PLAIN,
  question: ({ run, stage }) =>
    stage.type === 'reading' ? { type: 'getData', path: run.path, watch: false } : undefined,
  onAnswer: (recipe, outcome, out) => {
    const { path, add } = recipe.run
    if (!outcome.ok) {
      if (outcome.error !== 'noNode') return fail(recipe, outcome.error, out)
      return ensure(recipe, path, 'persistent', encodeUtf8('0'))
    }
    const before = numberIn(outcome.data ?? null)
    const value = before === undefined ? Number.NaN : before + add
    // What stands there is no counter, or the sum would be none.
    if (!Number.isSafeInteger(value)) return fail(recipe, 'badArguments', out)
    recipe.stage = { type: 'writing', value }
    const version = outcome.stat?.version ?? -1
    writeOnce(recipe, path, [{ type: 'setData', path, data: encodeUtf8(String(value)), version }])
  },
  onWritten: (recipe, written, out) => {
    const { stage } = recipe
    if (stage.type !== 'writing') return
    if (written.ok) {
      did(recipe, { type: 'counted', value: stage.value }, out)
      return conclude(recipe, { ok: true, path: recipe.run.path, count: stage.value })
    }
    if (written.error !== 'badVersion' && written.error !== 'noNode') return fail(recipe, written.error, out)
    recipe.stage = { type: 'reading' }
  },
}
