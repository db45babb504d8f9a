/** The Guarantees strip in English. Titles and lines are the checkers' own. */
import { CHECKERS } from '../../hosts/checkers/checkers.ts'
import type { GuaranteesWords } from './guarantees.ts'

export const guaranteesEn: GuaranteesWords = {
  region: 'Guarantees',
  families: CHECKERS,
  states: {
    untested: 'not tested yet',
    held: 'holds',
    allowed: 'holds; something that is allowed was seen',
    broken: 'broken',
  },
  tested: (times) => `tested ${times} ${times === 1 ? 'time' : 'times'}`,
  seen: (times) => `seen ${times} ${times === 1 ? 'time' : 'times'}: allowed`,
  heldAt: (node, index) => `last put to the test by event ${index} of ${node}, and it held`,
}
