/** What the console printed, line by line. */
import { useApp, useText } from '../../store/app.ts'
import { type Printed, useConsole } from './consoleStore.ts'
import { endingText } from './endings.ts'
import { useConsoleText } from './useConsoleText.ts'

export function Output() {
  const words = useConsoleText()
  const printed = useConsole((state) => state.printed)
  return (
    <div className="console-output" role="log" aria-label={words.output}>
      {printed.length === 0 ? <p className="console-welcome">{words.welcome}</p> : null}
      {printed.map((line) => (
        <Line key={line.id} line={line} />
      ))}
    </div>
  )
}

function Line({ line }: { readonly line: Printed }) {
  if (line.type === 'failed') return <Failed line={line} />
  if (line.type === 'typed')
    return (
      <p className="console-line" data-kind="typed">
        <span className="console-prompt">{line.prompt}</span> {line.text}
      </p>
    )
  return (
    <p className="console-line" data-kind={line.type}>
      {line.text}
    </p>
  )
}

function Failed({ line: { line, ending } }: { readonly line: Extract<Printed, { type: 'failed' }> }) {
  const text = useText()
  const words = useConsoleText()
  const language = useApp((state) => state.settings.language)
  const { own, plain, at } = endingText(text, language, ending)
  return (
    <>
      {at === undefined ? null : (
        <p className="console-line" data-kind="place">
          <span aria-hidden="true">
            {line.slice(0, at)}
            <mark>{line.slice(at).split(/\s/)[0] || ' '}</mark>
          </span>
          <span className="visually-hidden">{words.place(at + 1)}</span>
        </p>
      )}
      {own === undefined ? null : (
        <p className="console-line" data-kind="err">
          {own}
        </p>
      )}
      {plain === undefined ? null : (
        <p className="console-line" data-kind="plain" lang={plain.lang}>
          {plain.words}
        </p>
      )}
    </>
  )
}
