/** The line to type in: a combobox whose list are the completions; Tab fills in, the arrows choose or recall. */
import { useId, useLayoutEffect, useRef, useState } from 'react'
import { type Completion, complete, sharedStart } from '../../../hosts/console/complete.ts'
import { store, useApp } from '../../store/app.ts'
import { consoleStore, useConsole } from './consoleStore.ts'
import { childrenOf, namedIn, promptText, type } from './run.ts'
import { useConsoleText } from './useConsoleText.ts'

/** The line and its cursor; `chosen` is the completion that the arrows are at; `back` how far the history is recalled. */
type Typing = {
  readonly line: string
  readonly cursor: number
  readonly offered: Completion | undefined
  readonly chosen: number
  readonly back: number
}
const EMPTY: Typing = { line: '', cursor: 0, offered: undefined, chosen: -1, back: 0 }

export function Prompt() {
  const text = useConsoleText()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [typing, setTyping] = useState<Typing>(EMPTY)
  const client = useConsole((state) => state.client)
  const count = useConsole((state) => state.count)
  const running = useConsole((state) => state.running > 0)
  const prompt = useApp((state) => promptText(client, state.cluster, count))
  const { line, cursor, offered, chosen } = typing
  const choices = offered?.choices ?? []

  useLayoutEffect(() => {
    input.current?.setSelectionRange(cursor, cursor)
  }, [cursor])

  const send = () => {
    setTyping(EMPTY)
    void type(line)
  }
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    const next = afterKey(typing, event)
    if (next === undefined) return
    event.preventDefault()
    if (next === 'send') send()
    else setTyping(next)
  }
  return (
    <form
      className="console-form"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <label className="console-prompt" htmlFor={id}>
        <span aria-hidden="true">{prompt}</span>
        <span className="visually-hidden">{text.line}</span>
      </label>
      <div className="console-field">
        <input
          id={id}
          ref={input}
          className="console-input mono"
          role="combobox"
          aria-expanded={choices.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={chosen < 0 ? undefined : `${id}-${chosen}`}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="send"
          value={line}
          onChange={({ target }) => setTyping(typed(target.value, target.selectionStart ?? target.value.length))}
          onKeyDown={onKeyDown}
          onBlur={() => setTyping((now) => ({ ...now, offered: undefined, chosen: -1 }))}
        />
        <Choices id={id} typing={typing} onChoose={(index) => setTyping(filledIn(typing, index))} />
      </div>
      {running ? <output className="console-running">{text.running}</output> : null}
    </form>
  )
}

type ChoicesProps = { readonly id: string; readonly typing: Typing; readonly onChoose: (index: number) => void }

/** What fits at the cursor. */
function Choices({ id, typing: { offered, chosen }, onChoose }: ChoicesProps) {
  const text = useConsoleText()
  const choices = offered?.choices ?? []
  if (choices.length === 0) return null
  return (
    <div className="console-choices" role="listbox" id={`${id}-list`} aria-label={text.completions}>
      {choices.map((choice, index) => (
        <div
          key={choice.text}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          className="console-choice"
          aria-selected={index === chosen}
          ref={index === chosen ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
          // The field keeps the focus: a blur would close the list before a click.
          onPointerDown={(event) => {
            event.preventDefault()
            onChoose(index)
          }}
        >
          <span>{choice.text}</span> <span className="console-hint">{choice.hint}</span>
        </div>
      ))}
    </div>
  )
}

function typed(line: string, cursor: number): Typing {
  return { ...EMPTY, line, cursor, offered: line === '' ? undefined : offer(line, cursor) }
}
/** What fits; nothing where the word is complete already and the only choice. */
function offer(line: string, cursor: number): Completion | undefined {
  const completion = complete(line, cursor, namedIn(store.getState().cluster), childrenOf)
  const [only, ...others] = completion.choices
  if (only === undefined || (others.length === 0 && only.text === line.slice(completion.from, cursor))) return undefined
  return completion
}

type Key = Pick<React.KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>
/** What a key does to the line; undefined where the field itself knows. */
function afterKey(typing: Typing, { key, shiftKey, ctrlKey, altKey, metaKey }: Key): Typing | 'send' | undefined {
  if (ctrlKey || altKey || metaKey) return undefined
  const { line, cursor, offered, chosen } = typing
  switch (key) {
    case 'Enter':
      return chosen < 0 ? 'send' : filledIn(typing, chosen)
    case 'Tab':
      // An empty line lets the focus go on.
      if (shiftKey || line === '') return undefined
      return completed({ ...typing, offered: offered ?? offer(line, cursor) })
    case 'Escape':
      return offered === undefined ? EMPTY : { ...typing, offered: undefined, chosen: -1 }
    case 'ArrowDown':
      return offered !== undefined && typing.back === 0 ? moved(typing, 1) : recalled(typing, -1)
    case 'ArrowUp':
      return chosen >= 0 ? moved(typing, -1) : recalled(typing, 1)
    default:
      return undefined
  }
}

function moved(typing: Typing, step: number): Typing {
  const count = typing.offered?.choices.length ?? 0
  return count === 0 ? typing : { ...typing, chosen: Math.max(-1, Math.min(count - 1, typing.chosen + step)) }
}

/** The line `step` further back among those typed before; at 0 it is empty. */
function recalled(typing: Typing, step: number): Typing {
  const { typed: lines } = consoleStore.getState()
  const back = Math.max(0, Math.min(lines.length, typing.back + step))
  const line = back === 0 ? '' : (lines[lines.length - back] ?? '')
  return { ...EMPTY, line, cursor: line.length, back }
}

/** Tab: what all choices share; the choice itself where there is one, or where the arrows are at one. */
function completed(typing: Typing): Typing {
  const { offered, chosen, line, cursor } = typing
  if (offered === undefined || offered.choices.length === 0) return typing
  if (chosen >= 0) return filledIn(typing, chosen)
  if (offered.choices.length === 1) return filledIn(typing, 0)
  const start = sharedStart(offered)
  if (start.length <= cursor - offered.from) return moved(typing, 1)
  const next = line.slice(0, offered.from) + start + line.slice(cursor)
  return typed(next, offered.from + start.length)
}

/** The line with choice `index` in place of the word at the cursor; a space behind it, unless it stays open. */
function filledIn(typing: Typing, index: number): Typing {
  const { offered, line, cursor } = typing
  const choice = offered?.choices[index]
  if (offered === undefined || choice === undefined) return typing
  const rest = line.slice(cursor)
  const space = choice.open || rest.startsWith(' ') ? '' : ' '
  const next = line.slice(0, offered.from) + choice.text + space + rest
  return { ...EMPTY, line: next, cursor: offered.from + choice.text.length + space.length }
}
