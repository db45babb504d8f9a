/** The few icons of the page, each 16 units wide; hidden from assistive tools: their buttons have names. */
import type { ReactNode } from 'react'
import type { Theme } from '../store/settings.ts'

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      {children}
    </svg>
  )
}

export function PlayIcon() {
  return (
    <Icon>
      <path d="M4 2l10 6-10 6z" />
    </Icon>
  )
}
export function PauseIcon() {
  return (
    <Icon>
      <path d="M3 2h4v12H3zM9 2h4v12H9z" />
    </Icon>
  )
}
export function StepIcon() {
  return (
    <Icon>
      <path d="M2 2l8 6-8 6zM11 2h3v12h-3z" />
    </Icon>
  )
}
export function MoreIcon() {
  return (
    <Icon>
      <path d="M1.5 6.5h3v3h-3zM6.5 6.5h3v3h-3zM11.5 6.5h3v3h-3z" />
    </Icon>
  )
}
const HALVES: { readonly [K in Theme]: string } = {
  auto: 'M8 1a7 7 0 0 1 0 14z',
  light: '',
  dark: 'M8 1a7 7 0 0 1 0 14a7 7 0 0 1 0-14z',
}
export function ThemeIcon({ theme }: { readonly theme: Theme }) {
  return (
    <Icon>
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d={HALVES[theme]} />
    </Icon>
  )
}
