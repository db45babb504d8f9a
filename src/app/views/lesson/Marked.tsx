/** A lesson's text with its marks: `code` and **strong**. Nothing in it becomes HTML by itself. */
type Props = { readonly text: string }

export function Marked({ text }: Props) {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*)/)
  return parts.map((part, index) => {
    const key = `${index} ${part}`
    if (part.startsWith('`')) return <code key={key}>{part.slice(1, -1)}</code>
    if (part.startsWith('**')) return <strong key={key}>{part.slice(2, -2)}</strong>
    return part
  })
}
