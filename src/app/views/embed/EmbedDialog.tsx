/** Embedding: what is to be shown, the text that a docs author pastes, and how it will look. */
import { Dialog } from '@base-ui/react/dialog'
import { type ReactNode, useRef, useState } from 'react'
import { LESSONS } from '../../lessons/catalog.ts'
import { copy } from '../../share/save.ts'
import { useApp } from '../../store/app.ts'
import { lessonPlace } from '../../store/lessonPlace.ts'
import { useWords } from '../lesson/useWords.ts'
import { type EmbedChoice, FIRST_CHOICE, frameUrl, SNIPPET_KINDS, type SnippetKind, snippet } from './snippet.ts'
import { WORDS } from './words.ts'
import './embedDialog.css'

export function EmbedDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useWords()
  const [choice, setChoice] = useState<EmbedChoice>(presentChoice)
  const change = (more: Partial<EmbedChoice>) => setChoice({ ...choice, ...more })
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="embed-backdrop" />
        <Dialog.Popup className="embed-dialog">
          <header className="embed-head">
            <Dialog.Title className="embed-title">{say(WORDS.title)}</Dialog.Title>
            <Dialog.Close className="button">{say(WORDS.close)}</Dialog.Close>
          </header>
          <Dialog.Description className="embed-about">{say(WORDS.about)}</Dialog.Description>
          <Choices choice={choice} onChange={change} />
          <Paste choice={choice} />
          <Preview choice={choice} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** As it will look here; its servers start by a click, and the page's own go on beside them. */
function Preview({ choice }: { readonly choice: EmbedChoice }) {
  const say = useWords()
  const { language, theme } = useApp((state) => state.settings)
  const lang = choice.lang === 'auto' ? language : choice.lang
  const shown = { ...choice, lang, theme: choice.theme === 'auto' ? theme : choice.theme, load: 'click' } as const
  return (
    <section aria-labelledby="embed-preview">
      <h3 id="embed-preview">{say(WORDS.preview)}</h3>
      <iframe
        className="embed-preview"
        title={say(WORDS.frameTitle)}
        src={frameUrl(base(), shown)}
        height={Math.min(choice.height, 400)}
      />
    </section>
  )
}

/** Where this page is hosted. */
function base(): string {
  return new URL('./', `${location.origin}${location.pathname}`).href
}
/** What the page shows now. */
function presentChoice(): EmbedChoice {
  const place = lessonPlace.getState()
  return place.type === 'lesson' ? { ...FIRST_CHOICE, lesson: place.id, step: place.step } : FIRST_CHOICE
}

type ChoicesProps = { readonly choice: EmbedChoice; readonly onChange: (more: Partial<EmbedChoice>) => void }

function Choices({ choice, onChange }: ChoicesProps) {
  const say = useWords()
  const language = useApp((state) => state.settings.language)
  const lesson = LESSONS.find(({ id }) => id === choice.lesson)
  const lessons = LESSONS.map(({ id, number, title }) => [id, WORDS.lesson[language](number, say(title))] as const)
  return (
    <div className="embed-choices">
      <Field name={say(WORDS.what)} isWide>
        <Choice
          value={choice.lesson}
          options={[['', say(WORDS.stage)], ...lessons]}
          onPick={(id) => onChange({ lesson: id, step: 1 })}
        />
      </Field>
      {lesson === undefined ? (
        <Field name={say(WORDS.servers)}>
          <Choice
            value={String(choice.servers)}
            options={['1', '3', '5', '7'].map((size) => [size, size] as const)}
            onPick={(size) => onChange({ servers: Number(size) })}
          />
        </Field>
      ) : (
        <Field name={say(WORDS.step)}>
          <Choice
            value={String(choice.step)}
            options={lesson.steps.map((_, index) => [String(index + 1), String(index + 1)] as const)}
            onPick={(step) => onChange({ step: Number(step) })}
          />
        </Field>
      )}
      <Named name={say(WORDS.view)} value={choice.view} names={WORDS.views} onPick={(view) => onChange({ view })} />
      <Named
        name={say(WORDS.controls)}
        value={choice.controls}
        names={WORDS.kinds}
        onPick={(controls) => onChange({ controls })}
      />
      <Named name={say(WORDS.lang)} value={choice.lang} names={WORDS.langs} onPick={(lang) => onChange({ lang })} />
      <Named
        name={say(WORDS.theme)}
        value={choice.theme}
        names={WORDS.themes}
        onPick={(theme) => onChange({ theme })}
      />
      <Named name={say(WORDS.load)} value={choice.load} names={WORDS.loads} onPick={(load) => onChange({ load })} />
      <Field name={say(WORDS.height)}>
        <Choice
          value={String(choice.height)}
          options={['360', '480', '600', '720'].map((height) => [height, `${height} px`] as const)}
          onPick={(height) => onChange({ height: Number(height) })}
        />
      </Field>
      {lesson === undefined ? (
        <label className="embed-flag">
          <input
            type="checkbox"
            checked={choice.readonly}
            onChange={(event) => onChange({ readonly: event.target.checked })}
          />
          {say(WORDS.readonly)}
        </label>
      ) : null}
    </div>
  )
}

type NamedProps<T extends string> = {
  readonly name: string
  readonly value: T
  readonly names: Readonly<Record<T, { readonly en: string; readonly 'zh-CN': string }>>
  readonly onPick: (value: T) => void
}

/** A choice among named ones. */
function Named<T extends string>({ name, value, names, onPick }: NamedProps<T>) {
  const say = useWords()
  const options = Object.keys(names).filter((one): one is T => one in names)
  return (
    <Field name={name}>
      <Choice value={value} options={options.map((one) => [one, say(names[one])] as const)} onPick={onPick} />
    </Field>
  )
}

type FieldProps = { readonly name: string; readonly isWide?: boolean; readonly children: ReactNode }

function Field({ name, isWide = false, children }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className="embed-field" data-wide={isWide}>
      <span>{name}</span>
      {children}
    </label>
  )
}

type ChoiceProps<T extends string> = {
  readonly value: T
  readonly options: readonly (readonly [value: T, name: string])[]
  readonly onPick: (value: T) => void
}

function Choice<T extends string>({ value, options, onPick }: ChoiceProps<T>) {
  const pick = (wanted: string) => {
    const found = options.find(([one]) => one === wanted)
    if (found !== undefined) onPick(found[0])
  }
  return (
    <select value={value} onChange={(event) => pick(event.target.value)}>
      {options.map(([one, name]) => (
        <option key={one} value={one}>
          {name}
        </option>
      ))}
    </select>
  )
}

function Paste({ choice }: { readonly choice: EmbedChoice }) {
  const say = useWords()
  const language = useApp((state) => state.settings.language)
  const field = useRef<HTMLTextAreaElement>(null)
  const [kind, setKind] = useState<SnippetKind>('element')
  const [outcome, setOutcome] = useState('')
  // The snippet speaks the language of the page that it is for.
  const spoken = choice.lang === 'auto' ? language : choice.lang
  const text = snippet(kind, base(), choice, { title: WORDS.frameTitle[spoken], open: WORDS.open[spoken] })
  const onCopy = async () => setOutcome(say((await copy(text, field.current)) ? WORDS.copied : WORDS.refused))
  return (
    <section aria-labelledby="embed-paste">
      <h3 id="embed-paste">{say(WORDS.as)}</h3>
      <div className="embed-forms">
        {SNIPPET_KINDS.map((one) => (
          <button
            key={one}
            type="button"
            className="button"
            aria-pressed={one === kind}
            onClick={() => {
              setKind(one)
              setOutcome('')
            }}
          >
            {say(WORDS.forms[one])}
          </button>
        ))}
      </div>
      <p className="embed-about">{say(WORDS.formsAbout[kind])}</p>
      <textarea ref={field} className="embed-text" aria-label={say(WORDS.text)} readOnly rows={5} value={text} />
      <div className="embed-row">
        <button type="button" className="button" onClick={onCopy}>
          {say(WORDS.copy)}
        </button>
        <span className="embed-about" role="status">
          {outcome}
        </span>
      </div>
    </section>
  )
}
