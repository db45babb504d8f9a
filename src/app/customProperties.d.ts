/** Custom properties may be written as inline styles: `--hue` is the colour that a part takes from the data. */
import 'react'

declare module 'react' {
  interface CSSProperties {
    readonly '--hue'?: string
  }
}
