/** Words of the code tab, in English. */
export const codeEn = {
  program: 'Program',
  output: 'What the program prints',
  example: 'Example',
  examples: {
    config: 'Configuration',
    lock: 'Lock',
    queue: 'Queue',
    election: 'Leader election',
    naming: 'Naming',
  },
  run: 'Run',
  runAgain: 'Run again',
  stop: 'Stop',
  keys: 'Ctrl-Enter runs',
  welcome:
    'A program in TypeScript or JavaScript: await connect() gives it a client of its own on the stage, with create, getData, setData, exists, getChildren, delete, addWatch, lock, close. It runs in a sandbox without network and storage.',
  running: 'Running…',
  ends: {
    finished: 'The program is done.',
    stopped: 'Stopped; its sessions are closed.',
    busy: 'Stopped: the program was busy for three seconds without a pause. A loop needs an await that waits for something.',
    tooMuch: 'Stopped: the program printed more than a thousand lines.',
    failed: (reason: string, line: number | undefined) => `${reason}${line === undefined ? '' : ` (line ${line})`}`,
    notPlain: (what: string, line: number) =>
      `Line ${line}: “${what}” makes code of its own in TypeScript; here types are only taken away.`,
  },
}
