/** Words about files: what is downloaded, what is opened, and what is found in it. Loaded with the dialog. */

export const filesEn = {
  title: 'Files',
  close: 'Close',
  open: {
    title: 'Open data',
    about:
      'The data of real ZooKeeper servers: a data folder, its version-2, single files, or a .zip; of one server or of an ensemble. ' +
      'Everything is read and checked in this page and goes nowhere else.',
    chooseFiles: 'Choose files…',
    chooseFolder: 'Choose folder…',
    drop: 'Drop ZooKeeper data here, or anywhere on the page.',
    reading: (megabytes: string) => `Reading and checking… ${megabytes} MB`,
    cancel: 'Cancel',
    nothing: 'No ZooKeeper data: there is no log.<zxid> and no snapshot.<zxid> among the files.',
  },
  report: {
    title: 'What was found',
    sound: 'Whole: every record and every snapshot was read, and every checksum matches.',
    damaged: 'Damaged: nothing was taken, and the ensemble here goes on as it was.',
    folder: (place: string, id: number | undefined) =>
      `${place === '' ? 'The files' : place}${id === undefined ? '' : ` · myid ${id}`}`,
    lastZxid: 'last zxid',
    epochs: 'accepted · current epoch',
    znodes: 'znodes',
    ephemerals: (count: number) => `, ${count} of them ephemeral`,
    sessions: 'sessions',
    digest: 'digest',
    place: (file: string, offset: number) => `${file}, byte ${offset}`,
    reason: (english: string) => `${english}.`,
    meaning: {
      log: 'What comes after this place in the log can not be trusted. A ZooKeeper server stops here, or starts with less than it had. Take the folder of another server of the ensemble.',
      snapshot:
        'This snapshot can not be trusted. ZooKeeper would look for an older one. Remove the file if an older snapshot and all logs since are there.',
      epoch: 'Without a true epoch a server could vote against its own promise. ZooKeeper refuses to start.',
      other: 'Hand in the files again without it, or in full.',
    },
    torn: (file: string, bytes: number) =>
      `${file} ends with ${bytes} torn bytes: a write that a crash cut short and nobody acknowledged. They are cut off at the start, as ZooKeeper does.`,
    unfinished: (file: string) =>
      `${file} was never finished: a crash came first. ZooKeeper passes over it; an older snapshot and the logs stand in.`,
    mismatches: (count: number, first: string) =>
      `After ${count} ${count === 1 ? 'transaction' : 'transactions'}, the first is ${first}, the tree’s digest is not the one that the leader wrote down. ZooKeeper tells this and goes on.`,
    files: (count: number) => `${count} ${count === 1 ? 'file' : 'files'}`,
    log: (transactions: number, first: string, last: string) =>
      transactions === 0 ? 'no transactions' : `${transactions} transactions, ${first} to ${last}`,
    snapshot: (znodes: number, finished: boolean) => (finished ? `${znodes} znodes` : 'not finished'),
    epoch: (epoch: number) => `epoch ${epoch}`,
    others: (count: number) => `${count} ${count === 1 ? 'file is' : 'files are'} no data and left out`,
  },
  start: {
    servers: 'Servers',
    seeds: (server: number, place: string, copied: boolean) =>
      `Server ${server}: ${copied ? 'a copy of ' : ''}${place === '' ? 'the files' : place}`,
    copied:
      'A server without a folder gets a copy of the one that is ahead (epoch, then zxid), as when a backup is restored: servers that start empty could be a majority and elect one of themselves.',
    tooMany: (count: number) => `${count} folders: an ensemble here has 7 servers at most.`,
    ends: 'The ensemble that runs now ends, and its data are removed. Download them first if you want to keep them.',
    start: 'Start an ensemble with this data',
    starting: 'Starting…',
    refused: (reason: string) => `Nothing was changed: ${reason}`,
  },
  download: {
    title: 'Download',
    about:
      'Data in ZooKeeper’s own files, with a zoo.cfg each: Apache ZooKeeper boots from them. A live server gives what is flushed at this moment.',
    ensemble: 'Download the ensemble',
    server: (id: number) => `Download server ${id}`,
    packing: 'Packing…',
    failed: (id: number) => `Server ${id} gave no files.`,
  },
  readme: (ids: readonly number[]) => `ZooKeeper data, written by ZooKeeper Playground
============================================

Each folder server.N is the dataDir of one server: myid, version-2/ with its transaction logs, snapshots and
epochs, and a zoo.cfg. The formats are those of Apache ZooKeeper 3.8.

To run the servers on one machine with Apache ZooKeeper 3.8 or newer, open one terminal for each of them, go to
the folder that holds this file, and start

${ids.map((id) => `  zkServer.sh start-foreground ./server.${id}/zoo.cfg`).join('\n')}

A majority of the servers that zoo.cfg names has to run. They serve clients from port 2181 on, each at the port of
its zoo.cfg. The paths in zoo.cfg are relative to this folder, so start them from here.

Sessions that were open when this was written are in the data: a server ends them when their timeout has passed,
and their ephemeral znodes with them. To run one server alone, remove the server.N lines from its zoo.cfg.

To look into a file: zkTxnLogToolkit.sh server.1/version-2/log.<zxid>, zkSnapShotToolkit.sh for a snapshot.
`,
}
export type FilesDictionary = typeof filesEn
