/** The syntax tree of a source file, as the build's own parser sees it. */
import { parseSync } from 'vite'

/** A node: its type and place, and those of its parts that the rules ask for. Offsets count UTF-16 units. */
export type AstNode = {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly name?: string
  readonly importKind?: string
  readonly exportKind?: string
  readonly source?: { readonly value?: unknown }
  readonly object?: AstNode
  readonly property?: AstNode
  readonly callee?: AstNode
  readonly arguments?: readonly unknown[]
  readonly typeAnnotation?: AstNode
  readonly typeName?: AstNode
}

/** The file's tree. Throws where it does not parse. */
export function parsed(file: string, code: string): unknown {
  const { program, errors } = parseSync(file, code)
  const error = errors[0]
  if (error !== undefined) throw new Error(`${file}: ${error.message}`)
  return program
}

export function isType(node: AstNode, type: string): boolean {
  return node.type === type
}

function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value
}

/** All nodes below `value`, parents before children, in the order of the text. */
export function walk(value: unknown): readonly AstNode[] {
  const found: AstNode[] = []
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    if (isNode(part)) found.push(part)
    for (const child of Object.values(part)) visit(child)
  }
  visit(value)
  return found
}
