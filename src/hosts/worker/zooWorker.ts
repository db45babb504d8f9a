/**
 * A server with a bug of the zoo: the same program, built with the switches in it, and a file of its own that nobody loads who
 * does not ask for it. Which bug, stands last in the worker's name.
 */
/// <reference lib="webworker" />
import { assert } from '../../ground/base/assert.ts'
import { infect } from '../../ground/base/mut.ts'
import { isZooBug, switchesOf } from '../../protocol/zoo.ts'
import './serverWorker.ts'

declare const self: DedicatedWorkerGlobalScope

const name = self.name.split(' ').at(-1) ?? ''
assert(isZooBug(name), `there is no bug ${name} in the zoo`)
infect(switchesOf(name))
