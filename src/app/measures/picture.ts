/** A picture in pixels of an SVG text, twice as fine; undefined where the browser can't make one. */
export async function pngOf(svg: string, scale: number = 2): Promise<Blob | undefined> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.naturalWidth * scale
    canvas.height = image.naturalHeight * scale
    const context = canvas.getContext('2d')
    if (context === null) return undefined
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'))
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  } finally {
    URL.revokeObjectURL(url)
  }
}
