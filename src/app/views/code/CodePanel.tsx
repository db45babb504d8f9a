/** Code: a program against the client library, in a worker of a sandboxed frame; its output beside it. */
import { useLayoutEffect, useRef } from 'react'
import type { CodeDictionary } from '../../i18n/console.ts'
import { useCodeText } from '../console/useConsoleText.ts'
import { CodeEditor } from '../editor/CodeEditor.tsx'
import { type CodeState, choose, codeStore, run, useCode } from './codeStore.ts'
import { exampleNames } from './examples.ts'
import './code.css'

export function CodePanel() {
  const code = useCodeText()
  const text = useCode((state) => state.text)
  return (
    <div className="code-panel">
      <Acts />
      <div className="code-halves">
        <CodeEditor
          text={text}
          language="typescript"
          label={code.program}
          numbers
          onType={(typed) => codeStore.setState({ text: typed })}
          onRun={run}
        />
        <Printed />
      </div>
    </div>
  )
}

function Acts() {
  const code = useCodeText()
  const program = useCode((state) => state.program)
  return (
    <div className="code-acts">
      <Examples />
      <button type="button" className="button code-run" onClick={run}>
        {program === undefined ? code.run : code.runAgain}
      </button>
      <button type="button" className="button" disabled={program === undefined} onClick={() => program?.stop()}>
        {code.stop}
      </button>
      <span className="code-keys">{code.keys}</span>
    </div>
  )
}

function Examples() {
  const code = useCodeText()
  const example = useCode((state) => state.example)
  return (
    <label>
      {code.example}{' '}
      <select
        value={example}
        onChange={(event) => {
          const name = exampleNames.find((one) => one === event.target.value)
          if (name !== undefined) choose(name)
        }}
      >
        {exampleNames.map((name) => (
          <option key={name} value={name}>
            {code.examples[name]}
          </option>
        ))}
      </select>
    </label>
  )
}

function Printed() {
  const code = useCodeText()
  const lines = useCode((state) => state.lines)
  const end = useCode((state) => state.end)
  const running = useCode((state) => state.program !== undefined)
  const element = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was printed makes the list longer
  useLayoutEffect(() => {
    if (element.current !== null) element.current.scrollTop = element.current.scrollHeight
  }, [lines, end])
  return (
    <div className="code-output mono" role="log" aria-label={code.output} ref={element}>
      {lines.length === 0 && end === undefined ? <p className="code-note">{code.welcome}</p> : null}
      {lines.map(({ id, level, text }) => (
        <p key={id} className="code-line" data-level={level}>
          {text}
        </p>
      ))}
      {running ? <p className="code-note">{code.running}</p> : null}
      {end === undefined ? null : (
        <p className="code-note" data-bad={end.type !== 'finished' && end.type !== 'stopped'}>
          {endWords(code, end)}
        </p>
      )}
    </div>
  )
}

function endWords(code: CodeDictionary, end: NonNullable<CodeState['end']>): string {
  switch (end.type) {
    case 'failed':
      return code.ends.failed(end.reason, end.line)
    case 'notPlain':
      return code.ends.notPlain(end.what, end.line)
    default:
      return code.ends[end.type]
  }
}
