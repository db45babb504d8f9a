/** Bytes and texts leave the page: as downloads, or by the clipboard. */

/** Hands `blob` to the browser's downloads as `name`. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The browser has its own hold on the bytes once the click is through.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** Copies `text`; false where the browser does not allow it: then `field` is selected, for the hand. */
export async function copy(text: string, field: HTMLInputElement | HTMLTextAreaElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    field?.focus()
    field?.select()
    return false
  }
}
