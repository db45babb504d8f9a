/** What an embed can be asked for: attributes of the element and parameters of the frame's address are the same words. */

/** In the order of the README's table. */
export const PARAMETERS = [
  'scenario',
  'lesson',
  'step',
  'servers',
  'clients',
  'view',
  'controls',
  'readonly',
  'speed',
  'seed',
  'lang',
  'theme',
  'accent',
  'load',
  'autopause',
  'persist',
] as const
export type Parameter = (typeof PARAMETERS)[number]
