/** The result to take away: a picture (SVG, PNG) and the numbers (CSV). */
import { useState } from 'react'
import type { Record } from '../../measures/benchStore.ts'
import { pngOf } from '../../measures/picture.ts'
import { csvOf, svgOf } from '../../measures/result.ts'
import { download } from '../../share/save.ts'
import { useMeasuresText } from './useMeasuresText.ts'

const KINDS = ['SVG', 'PNG', 'CSV'] as const

export function SaveResult({ record }: { readonly record: Record }) {
  const text = useMeasuresText()
  const [failed, setFailed] = useState(false)
  const save = async (kind: (typeof KINDS)[number]) => {
    const name = `zookeeper-failures.${kind.toLowerCase()}`
    if (kind === 'CSV') return download(new Blob([csvOf(record)], { type: 'text/csv' }), name)
    const svg = svgOf(record, {
      title: text.chart,
      note: text.limits(record.cores, text.disks[record.disk], Math.round(record.latestMs)),
      perSecond: text.axis,
      seconds: text.seconds,
      all: text.all,
      writes: text.writes,
    })
    if (kind === 'SVG') return download(new Blob([svg], { type: 'image/svg+xml' }), name)
    const png = await pngOf(svg)
    setFailed(png === undefined)
    if (png !== undefined) download(png, name)
  }
  return (
    <fieldset className="bench-save" aria-label={text.exports}>
      {KINDS.map((kind) => (
        <button
          key={kind}
          type="button"
          className="button"
          aria-label={text.save(kind)}
          onClick={() => void save(kind)}
        >
          {kind}
        </button>
      ))}
      {failed ? <span role="alert">{text.notSaved}</span> : null}
    </fieldset>
  )
}
