/** The simulator in a browser's worker: a count of seeds in, their prints out. */
import { prints } from './prints.ts'

self.addEventListener('message', ({ data }: MessageEvent<number>) => self.postMessage(prints(data)))
