/** "Show me": marks what is meant on the page (`data-look`), and nothing else: everything stays operable. */
import { useEffect } from 'react'
import type { Anchor } from '../../lessons/lesson.ts'

const AREAS: { readonly [K in Extract<Anchor, { type: 'area' }>['name']]: string } = {
  killLeader: '.toolbar .button-loud',
  createLock: '[data-area="createLock"]',
  addClient: '[data-area="addClient"]',
  healAll: '[data-area="healAll"]',
  tree: '.frame-tree',
  dock: '.frame-time',
  connections: '.frame-time',
}

export function selectorOf(anchor: Anchor): string {
  switch (anchor.type) {
    case 'server':
      return `.server[data-server="${anchor.id}"]`
    case 'client':
      return `.client[data-client="${CSS.escape(anchor.name)}"]`
    case 'znode':
      return `.znode[data-path="${CSS.escape(anchor.path)}"]`
    case 'area':
      return AREAS[anchor.name]
  }
}

/** Lights the anchors while they are given; `moment` changes when the page may have drawn others in their place. */
export function useLit(anchors: readonly Anchor[], label: string, moment: unknown): void {
  const wanted = anchors.map(selectorOf).join(', ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn anew is looked for again
  useEffect(() => {
    if (wanted === '') return
    const lit = [...document.querySelectorAll(wanted)]
    for (const element of lit) element.setAttribute('data-look', label)
    return () => {
      for (const element of lit) element.removeAttribute('data-look')
    }
  }, [wanted, label, moment])
  useEffect(() => {
    if (wanted !== '') document.querySelector(wanted)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [wanted])
}
