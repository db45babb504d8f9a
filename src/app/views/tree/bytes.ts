/** Data of a znode as text to edit: UTF-8 where it is that, else hex. Pure. */
import { fromHex, toHex } from '../../../ground/base/hex.ts'
import { encodeText } from '../../../ground/base/utf8.ts'

export type Shown = { readonly form: 'text' | 'hex'; readonly text: string }

const TAB = 9
const LINE_FEED = 10

/** A text field would lose control characters, and turns every line end into a line feed. */
function isTypable(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if ((unit < 32 && unit !== TAB && unit !== LINE_FEED) || unit === 127) return false
  }
  return true
}

export function shownData(data: Uint8Array | null): Shown {
  if (data === null) return { form: 'text', text: '' }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
    return isTypable(text) ? { form: 'text', text } : hexOf(data)
  } catch {
    return hexOf(data)
  }
}
function hexOf(data: Uint8Array): Shown {
  return { form: 'hex', text: toHex(data).replace(/(..)(?=.)/g, '$1 ') }
}

/** The bytes that `text` means; undefined where it is no hex. */
export function bytesOf({ form, text }: Shown): Uint8Array | undefined {
  if (form === 'text') return encodeText(text)
  try {
    return fromHex(text)
  } catch {
    return undefined
  }
}
