/** Single letters as keys can be switched off (WCAG 2.1.4): who speaks to the machine says them by accident. */
const PLACE = 'zookeeper-playground-keys'

export function areKeysOn(): boolean {
  try {
    return localStorage.getItem(PLACE) !== 'off'
  } catch {
    return true
  }
}
/** Remembered where the browser allows it; where it does not, keys stay as they are. */
export function switchKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(PLACE)
    else localStorage.setItem(PLACE, 'off')
  } catch {
    // Storage is refused: nothing can be remembered.
  }
}
