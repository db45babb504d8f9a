/** The kind of a znode by its shape; a sequential one carries a counter's bars. Hidden from assistive tools: rows are named. */
import { memo } from 'react'
import type { KindFacts } from './facts.ts'

type Props = Pick<KindFacts, 'kind' | 'sequential'>

export const KindIcon = memo(function KindIcon({ kind, sequential }: Props) {
  return (
    <svg className="znode-icon" viewBox="0 0 16 16" aria-hidden="true" data-kind={kind}>
      <Shape kind={kind} />
      {sequential ? <path d="M5.5 10.5v-1.5M8 10.5v-3.5M10.5 10.5v-5.5" /> : null}
    </svg>
  )
})

function Shape({ kind }: { readonly kind: KindFacts['kind'] }) {
  switch (kind) {
    case 'persistent':
      return <rect x="2.5" y="2.5" width="11" height="11" rx="2.5" />
    case 'ephemeral':
      return <circle cx="8" cy="8" r="6" strokeDasharray="2.4 2.3" />
    case 'container':
      return (
        <>
          <rect x="1.5" y="1.5" width="13" height="13" rx="3" />
          <rect x="4.5" y="4.5" width="7" height="7" rx="1.5" />
        </>
      )
    case 'ttl':
      return (
        <>
          <circle cx="8" cy="8" r="6" />
          <path d="M8 4.5V8l2.5 1.5" />
        </>
      )
  }
}
