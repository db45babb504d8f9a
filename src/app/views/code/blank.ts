/**
 * TypeScript without its types: each type is replaced by blanks, so that every line and column stays where it was. The parser
 * is the editor's own (Lezer). What has no meaning without TypeScript (enum, namespace) is refused with its line.
 */
import { typescriptLanguage } from '@codemirror/lang-javascript'

/** Nodes that are types and nothing else. */
const TYPES = new Set([
  'TypeAnnotation',
  'TypeParamList',
  'TypeArgList',
  'TypeAliasDeclaration',
  'InterfaceDeclaration',
  'AmbientDeclaration',
  'TypePredicate',
  'Privacy',
  'readonly',
  'abstract',
  'declare',
  'Optional',
  'Definite',
])
/** Declarations that make code of their own. */
const MAKES_CODE = new Set(['EnumDeclaration', 'NamespaceDeclaration'])

export type Blanked =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly what: string; readonly line: number }

export function withoutTypes(text: string): Blanked {
  const characters = [...Array(text.length).keys()].map((i) => text[i] ?? '')
  const blank = (from: number, to: number) => {
    for (let i = from; i < to; i++) if (characters[i] !== '\n') characters[i] = ' '
  }
  let refused: { what: string; line: number } | undefined
  typescriptLanguage.parser.parse(text).iterate({
    enter: ({ name, from, to, node }) => {
      const isParameterField = name === 'Privacy' && node.parent?.name === 'ParamList'
      if (MAKES_CODE.has(name) || isParameterField)
        refused ??= { what: text.slice(from, to).split(/\s/)[0] ?? name, line: lineAt(text, from) }
      if (TYPES.has(name)) {
        blank(from, to)
        return false
      }
      if (name === 'as' || name === 'satisfies') {
        // `as T`: the rest of the expression is the type.
        blank(from, node.parent?.to ?? to)
      }
      if (name === 'LogicOp' && text.slice(from, to) === '!' && node.parent?.name === 'PostfixExpression')
        blank(from, to)
      return true
    },
  })
  return refused === undefined ? { ok: true, text: characters.join('') } : { ok: false, ...refused }
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}
