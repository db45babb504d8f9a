/**
 * The story: what happened, in sentences, newest last. It scrolls with what happens until the reader scrolls up. It is no
 * live region: the page's one polite region speaks the news already.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useText } from '../../store/app.ts'
import { StoryLine } from './StoryLine.tsx'
import { entryAt, filtered, followStory, type StoryFilter, storyStore, useStory } from './storyStore.ts'
import { STORY_KINDS } from './tale.ts'
import { useLineStop } from './useLineStop.ts'
import './story.css'

export function StoryPanel() {
  const text = useText()
  useEffect(followStory, [])
  return (
    <section className="pane story-pane" aria-label={text.story.region}>
      <header className="story-head">
        <h2 className="pane-title">{text.story.region}</h2>
        <Filters />
      </header>
      <Lines />
    </section>
  )
}

const FILTERS: readonly StoryFilter[] = ['all', ...STORY_KINDS]

function Filters() {
  const { story } = useText()
  const filter = useStory((state) => state.filter)
  return (
    <fieldset className="story-filters" aria-label={story.filters}>
      {FILTERS.map((name) => (
        <button
          key={name}
          type="button"
          className="story-filter"
          aria-pressed={filter === name}
          onClick={() => storyStore.setState({ filter: name })}
        >
          {name === 'all' ? story.all : story.kinds[name]}
        </button>
      ))}
    </fieldset>
  )
}

/** Closer to the end than this is at the end. */
const END_PX = 24

function Lines() {
  const { story } = useText()
  const entries = useStory((state) => state.story.entries)
  const filter = useStory((state) => state.filter)
  const shown = useMemo(() => filtered(entries, filter), [entries, filter])
  const { stop, keys } = useLineStop(shown)
  const element = useRef<HTMLOListElement>(null)
  const [follows, setFollows] = useState(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown makes the list longer
  useLayoutEffect(() => {
    const { current } = element
    if (!follows || current === null) return
    // Heard behind the frame's own layout, so that none is forced; also when a pane behind a tab gets its size.
    const observer = new ResizeObserver(() => {
      current.scrollTop = current.scrollHeight
    })
    observer.observe(current)
    return () => observer.disconnect()
  }, [shown, follows])
  const sought = useStory((state) => state.sought)
  const found = sought === undefined ? undefined : entryAt(shown, sought.at)?.id
  const [heeded, setHeeded] = useState<typeof sought>(undefined)
  // Set while rendering: whoever looks for a moment does not follow the newest.
  if (sought !== heeded) {
    setHeeded(sought)
    if (found !== undefined) setFollows(false)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same moment may be asked for again
  useLayoutEffect(() => {
    if (found === undefined) return
    element.current?.querySelector(`[data-entry="${found}"]`)?.scrollIntoView({ block: 'center' })
  }, [sought])
  return (
    <div className="story-body">
      <ol
        className="story-lines"
        ref={element}
        {...keys}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          if (clientHeight > 0) setFollows(scrollHeight - scrollTop - clientHeight < END_PX)
        }}
      >
        {shown.map((entry) => (
          <StoryLine key={entry.id} entry={entry} sought={entry.id === found} isStop={entry.id === stop} />
        ))}
      </ol>
      {shown.length === 0 ? <p className="story-empty">{story.empty}</p> : null}
      {follows ? null : (
        <button
          type="button"
          className="button story-latest"
          onClick={() => {
            storyStore.setState({ sought: undefined })
            setFollows(true)
          }}
        >
          {story.latest} ↓
        </button>
      )}
    </div>
  )
}
