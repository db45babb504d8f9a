/** The link: always there to be selected by hand, as copying may not be allowed. */
import { useEffect, useRef, useState } from 'react'
import type { Scenario } from '../../../hosts/scenario.ts'
import { followAddress, linkTo } from '../../share/address.ts'
import { copy } from '../../share/save.ts'
import { useShareText } from './useShare.ts'

/** Without an address it takes a file. */
type Link = { readonly address: string | undefined }

export function ShareLink({ scenario }: { readonly scenario: Scenario }) {
  const { link: text } = useShareText()
  const field = useRef<HTMLInputElement>(null)
  const [link, setLink] = useState<Link | undefined>(undefined)
  const [outcome, setOutcome] = useState('')
  const address = link?.address
  useEffect(() => {
    let isWanted = true
    void linkTo(scenario).then((made) => {
      if (!isWanted) return
      setLink({ address: made })
      setOutcome('')
    })
    return () => {
      isWanted = false
    }
  }, [scenario])
  const onCopy = async () => {
    if (link?.address === undefined) return
    followAddress()
    setOutcome((await copy(link.address, field.current)) ? text.copied : text.refused)
  }
  return (
    <section aria-labelledby="share-link">
      <h3 id="share-link" className="share-heading">
        {text.title}
      </h3>
      {link !== undefined && address === undefined ? (
        <p className="share-warning">{text.tooLong}</p>
      ) : (
        <>
          <p className="share-about">{text.about}</p>
          <div className="share-row">
            <input
              ref={field}
              className="share-field"
              aria-label={text.field}
              readOnly
              value={address ?? ''}
              onFocus={({ target }) => target.select()}
            />
            <button type="button" className="button button-primary" onClick={onCopy}>
              {text.copy}
            </button>
          </div>
          <p className="share-note" role="status">
            {outcome === '' ? text.length(address?.split('#')[1]?.length ?? 0) : outcome}
          </p>
        </>
      )}
    </section>
  )
}
