/** Data of a znode as text to edit: UTF-8 where it is that, else hex. Pure. */
import { fromHex, toHex } from '../../../ground/base/hex.ts'
import { encodeUtf8 } from '../../../ground/base/utf8.ts'

export type Shown = { readonly form: 'text' | 'hex'; readonly text: string }

/** Control characters other than tab and line ends would be lost in a text field: such data is shown as hex too. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNTYPABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\r(?!\n)|\r\n/

export function shownData(data: Uint8Array | null): Shown {
  if (data === null) return { form: 'text', text: '' }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
    return UNTYPABLE.test(text) ? hexOf(data) : { form: 'text', text }
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
/** Standard UTF-8: what a person types may hold characters beyond the BMP, and other clients must read them. */
function encodeText(text: string): Uint8Array {
  return /[\ud800-\udfff]/.test(text) ? new TextEncoder().encode(text) : encodeUtf8(text)
}
