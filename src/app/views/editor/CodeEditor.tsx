/**
 * CodeMirror 6 as a component, in the page's type and colours. The text is the caller's: what is typed is told, and a text
 * that comes from outside replaces what is shown. Tab leaves the editor, as it does everywhere on the page; Ctrl-Enter is the
 * caller's. Loaded when an editor is first opened.
 */
import { autocompletion, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { json } from '@codemirror/lang-json'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { Annotation, EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useRef } from 'react'
import type { TextLanguage } from './language.ts'
import './editor.css'

type Props = {
  readonly text: string
  readonly language: TextLanguage
  readonly label: string
  readonly onType: (text: string) => void
  readonly onRun?: () => void
  readonly numbers?: boolean
}

const LANGUAGES: { readonly [K in TextLanguage]: () => Extension } = {
  typescript: () => [javascript({ typescript: true }), autocompletion(), keymap.of(completionKeymap)],
  json: () => json(),
  yaml: () => yaml(),
  plain: () => [],
}

/** A change that nobody typed: the caller's text is another one now. */
const fromOutside = Annotation.define<boolean>()

const STYLE = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--epoch-1)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--epoch-4)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--epoch-3)' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--epoch-0)' },
  { tag: tags.comment, color: 'var(--ink-faint)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.className], color: 'var(--epoch-5)' },
])

export function CodeEditor({ text, language, label, onType, onRun, numbers = false }: Props) {
  const home = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const calls = useRef({ onType, onRun })
  useEffect(() => {
    calls.current = { onType, onRun }
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is put in by the effect below
  useEffect(() => {
    if (home.current === null) return
    const made = new EditorView({
      parent: home.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          numbers ? lineNumbers() : [],
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          syntaxHighlighting(STYLE),
          LANGUAGES[language](),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
          keymap.of([
            {
              key: 'Mod-Enter',
              run: () => {
                calls.current.onRun?.()
                return calls.current.onRun !== undefined
              },
            },
            ...defaultKeymap,
            ...historyKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            const typed = update.docChanged && !update.transactions.some((one) => one.annotation(fromOutside) === true)
            if (typed) calls.current.onType(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = made
    return () => {
      view.current = null
      made.destroy()
    }
  }, [language, label, numbers])

  useEffect(() => {
    const { current } = view
    if (current === null || current.state.doc.toString() === text) return
    current.dispatch({
      changes: { from: 0, to: current.state.doc.length, insert: text },
      annotations: fromOutside.of(true),
    })
  }, [text])
  return <div className="code-editor" ref={home} />
}
