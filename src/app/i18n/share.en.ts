/** Words about sharing: links, files, snippets, pictures, and what came of a link that was opened. Loaded with the dialog. */
import type { ScenarioProblem, WantedKind } from '../../hosts/scenario.ts'

const wanted: { readonly [K in WantedKind]: string } = {
  text: 'a text',
  number: 'a number',
  'whole number': 'a whole number',
  'truth value': 'true or false',
  list: 'a list',
  object: 'an object',
  data: 'a text, { "base64": … } or null',
  'version number': 'the number of a version',
}

export const shareEn = {
  title: 'Share',
  close: 'Close',
  what: {
    title: 'What is shared',
    name: 'Name (optional)',
    done: (steps: number, time: string) =>
      steps === 0
        ? 'This ensemble from its start'
        : `What was done here: ${steps} ${steps === 1 ? 'step' : 'steps'}, ${time}`,
    data: (znodes: number) => `The data as they are now: ${znodes} ${znodes === 1 ? 'znode' : 'znodes'}, and no steps`,
    none: 'The data as they are now: no server serves, so nobody can tell them',
    steps: 'Steps',
    noSteps: 'Nothing was done yet.',
    times: 'Times are virtual: minutes and seconds since the ensemble served.',
  },
  left: {
    messages: (count: number) =>
      `${count} ${count === 1 ? 'act' : 'acts'} on single messages: other servers send other messages, so they can’t be told again.`,
    ephemerals: (count: number) =>
      `${count} ephemeral ${count === 1 ? 'znode' : 'znodes'}: they end with their sessions.`,
    bug: 'The bug of the zoo that these servers have: who opens the link gets sound ones.',
    later: (count: number) => `${count} later ${count === 1 ? 'step' : 'steps'}: there were too many.`,
    title: 'Left out:',
  },
  link: {
    title: 'Link',
    about:
      'Everything is in the address itself, behind the #, which browsers send to nobody. Whoever opens it sees it played.',
    field: 'Link',
    copy: 'Copy link',
    copied: 'Copied',
    refused: 'The browser did not allow copying: the text is selected, copy it by hand.',
    length: (characters: number) => `${characters} characters behind the #`,
    tooLong: 'This is too much for an address. Save it as a file: it opens here, too.',
  },
  copyAs: {
    title: 'Copy as',
    kinds: { zkCli: 'zkCli', kazoo: 'kazoo', curator: 'Curator', test: 'Test', json: 'JSON' },
    about: {
      zkCli: 'A transcript for zkCli.sh of ZooKeeper 3.8.',
      kazoo: 'A program for Python and kazoo.',
      curator: 'A program for Java and Curator 5.',
      test: 'A test for vitest, on this project’s simulator: what was answered and what there is now must come about again.',
      json: 'The scenario, with what is to be expected of it. It opens here, too.',
    },
    copy: 'Copy text',
    text: 'Text to copy',
  },
  save: {
    title: 'Save',
    about:
      'A scenario opens here. The archive has the servers’ data folders, each with a zoo.cfg: it starts as a real ensemble.',
    scenario: 'Scenario (.json)',
    archive: 'Data folders (.zip)',
    svg: 'Picture (.svg)',
    png: 'Picture (.png)',
    failed: (server: number) => `Server ${server} gave no files.`,
    noPicture: 'The picture could not be drawn.',
  },
  open: {
    title: 'Open',
    about: 'A scenario’s file. It is shown first, and nothing happens before you say so.',
    choose: 'Choose scenario…',
  },
  play: {
    region: 'Scenario',
    untitled: 'Scenario',
    ensemble: (servers: number, observers: number, clients: readonly string[]) =>
      `${servers} ${servers === 1 ? 'server' : 'servers'}${observers === 0 ? '' : `, ${observers} ${observers === 1 ? 'observer' : 'observers'}`}${clients.length === 0 ? '' : `, clients ${clients.join(', ')}`}`,
    tree: (znodes: number) => `${znodes} ${znodes === 1 ? 'znode' : 'znodes'} to begin with`,
    offer: 'Playing it makes a new ensemble. The present one and its data are gone then.',
    play: 'Play',
    again: 'Play again',
    cancel: 'Not now',
    end: 'Close',
    stop: 'Stop here',
    making: 'Making the ensemble…',
    playing: (done: number, all: number) => `Step ${done} of ${all}`,
    judging: 'Looking whether everything came about…',
    over: (steps: number) =>
      steps === 0 ? 'The ensemble is ready.' : `All ${steps} steps were played. Go on from here.`,
    refused: (english: string) => `It could not be played: ${english}.`,
    steps: 'Steps',
    taken: 'taken',
    answers: { ok: 'ok', refused: 'refused' },
    expectations: 'Expected',
    met: 'as expected',
    unmet: (found: string) => `not so: ${found}`,
  },
  broken: {
    link: 'This link can’t be opened.',
    file: 'This file can’t be opened.',
    kept: 'Nothing of it was taken: the ensemble here and its data are as they were.',
    at: (place: string) => `At ${place}: `,
  },
  expected: {
    leader: (server: string) => (server === '' ? 'a leader serves' : `server ${server} leads`),
    noLeader: 'nobody leads',
    role: (server: number, role: string) => `server ${server}: ${role}`,
    client: (client: string, state: string) => `client ${client}: ${state}`,
    znode: (path: string, data: string) => `${path}${data === '' ? ' is there' : ` = ${data}`}`,
    noZnode: (path: string) => `no ${path}`,
    answer: (step: number, answer: string) => `step ${step} is answered: ${answer}`,
    agreement: 'all servers hold the same tree',
  },
  problem: (problem: ScenarioProblem): string => {
    switch (problem.type) {
      case 'notAScenario':
        return 'this is no scenario of the playground'
      case 'unreadable':
        return 'it is damaged or cut off: not everything of it arrived'
      case 'tooLong':
        return `it is too long: at most ${problem.max} are read`
      case 'version':
        return `it has version ${problem.found}, and this page knows version ${problem.known}: a newer page opens it`
      case 'missing':
        return 'something that must be there is missing'
      case 'unknownField':
        return `nobody knows the field “${problem.name}”`
      case 'notA':
        return `this must be ${wanted[problem.wanted]}`
      case 'outside':
        return `this must be between ${problem.min} and ${problem.max}`
      case 'notOneOf':
        return `“${problem.found}” is none of: ${problem.choices.join(', ')}`
      case 'tooMany':
        return `there are too many: at most ${problem.max}`
      case 'malformed':
        return problem.reason
      case 'outOfOrder':
        return 'this stands in the wrong order: times rise, parents come first, and nothing stands there twice'
    }
  },
}
export type ShareDictionary = typeof shareEn
