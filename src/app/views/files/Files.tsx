/** The door to the dialog about files: it opens by a button, or where somebody drops files anywhere on the page. */
import { lazy, Suspense, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { filesStore, openFiles } from '../../files/filesStore.ts'
import { droppedFiles } from '../../files/open.ts'
import { useText } from '../../store/app.ts'

const FilesDialog = lazy(() => import('./FilesDialog.tsx').then((module) => ({ default: module.FilesDialog })))

export function Files() {
  const text = useText()
  const isOpen = useStore(filesStore, (state) => state.isOpen)
  const hovering = useDrop()
  return (
    <>
      {hovering ? (
        <div className="drop-veil" aria-hidden="true">
          <p>{text.frame.dropFiles}</p>
        </div>
      ) : null}
      {isOpen ? (
        <Suspense>
          <FilesDialog />
        </Suspense>
      ) : null}
    </>
  )
}

/** Takes files that are dropped on the page; whether some hover over it now. */
function useDrop(): boolean {
  const [hovering, setHovering] = useState(false)
  useEffect(() => {
    // Entering a child comes before leaving its parent: what counts is how many were entered and not left.
    let entered = 0
    const hover = (event: DragEvent, change: number) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      entered = Math.max(0, entered + change)
      setHovering(entered > 0)
    }
    const onEnter = (event: DragEvent) => hover(event, 1)
    const onLeave = (event: DragEvent) => hover(event, -1)
    const onOver = (event: DragEvent) => hover(event, 0)
    const onDrop = (event: DragEvent) => {
      hover(event, -entered)
      if (!hasFiles(event) || event.dataTransfer === null) return
      void droppedFiles(event.dataTransfer).then(openFiles)
    }
    const stop = new AbortController()
    const { signal } = stop
    window.addEventListener('dragenter', onEnter, { signal })
    window.addEventListener('dragleave', onLeave, { signal })
    window.addEventListener('dragover', onOver, { signal })
    window.addEventListener('drop', onDrop, { signal })
    return () => stop.abort()
  }, [])
  return hovering
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}
