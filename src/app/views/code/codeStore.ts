/** What the code tab holds, so that another tab in front of it loses nothing. */
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { withoutTypes } from './blank.ts'
import { type ExampleName, examples } from './examples.ts'
import { LINES_MAX, type Program, type ProgramEnd, type ProgramLine, runProgram } from './runProgram.ts'

export type CodeLine = ProgramLine & { readonly id: number }
export type CodeState = {
  readonly example: ExampleName
  readonly text: string
  readonly program: Program | undefined
  readonly lines: readonly CodeLine[]
  /** Why the last program is over. */
  readonly end: ProgramEnd | { readonly type: 'notPlain'; readonly what: string; readonly line: number } | undefined
}

export const codeStore: StoreApi<CodeState> = createStore<CodeState>(() => ({
  example: 'config',
  text: examples.config,
  program: undefined,
  lines: [],
  end: undefined,
}))

export function useCode<T>(selector: (state: CodeState) => T): T {
  return useStore(codeStore, selector)
}

let lastId = 0
/** Runs what stands in the editor; a program that runs is stopped first. */
export function run(): void {
  codeStore.getState().program?.stop()
  const plain = withoutTypes(codeStore.getState().text)
  if (!plain.ok) {
    codeStore.setState({ lines: [], end: { type: 'notPlain', what: plain.what, line: plain.line } })
    return
  }
  codeStore.setState({ lines: [], end: undefined })
  const mine: { program: Program | undefined } = { program: undefined }
  mine.program = runProgram(
    plain.text,
    (line) => {
      lastId++
      const numbered = { ...line, id: lastId }
      codeStore.setState(({ lines }) => ({ lines: [...lines, numbered].slice(-LINES_MAX) }))
    },
    (end) =>
      codeStore.setState((now) => (now.program === mine.program ? { program: undefined, end } : { end: now.end })),
  )
  codeStore.setState({ program: mine.program })
}

export function choose(example: ExampleName): void {
  codeStore.setState({ example, text: examples[example] })
}
