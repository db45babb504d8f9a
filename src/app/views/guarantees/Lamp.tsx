/** A lamp: full where the rule holds, halved where something allowed was seen, crossed where it is broken, empty before. */
import { memo } from 'react'
import type { LampState } from '../../../hosts/checkers/verdict.ts'

export const Lamp = memo(function Lamp({ state }: { readonly state: LampState }) {
  return (
    <svg className="lamp" data-state={state} viewBox="0 0 12 12" aria-hidden="true">
      {state === 'broken' ? (
        <rect x="0.75" y="0.75" width="10.5" height="10.5" rx="2" />
      ) : (
        <circle cx="6" cy="6" r="4.6" />
      )}
      {state === 'allowed' ? <path className="lamp-half" d="M6 1.4a4.6 4.6 0 0 1 0 9.2z" /> : null}
      {state === 'broken' ? <path className="lamp-cross" d="M3.6 3.6l4.8 4.8m0-4.8l-4.8 4.8" /> : null}
    </svg>
  )
})
