/** Operations as short words, for scenarios and lessons. Data is text. */
import { encodeUtf8 } from '../../ground/base/utf8.ts'
import type { CreateMode } from '../../ground/jute/opcodes.ts'
import { OPEN_ACL } from '../../ground/jute/records.ts'
import type { ClientOp } from '../../protocol/client/seam.ts'

export function create(path: string, text: string = '', mode: CreateMode = 'persistent'): ClientOp {
  return { type: 'create', path, data: encodeUtf8(text), mode, acl: OPEN_ACL }
}
export function setData(path: string, text: string, version: number = -1): ClientOp {
  return { type: 'setData', path, data: encodeUtf8(text), version }
}
export function remove(path: string, version: number = -1): ClientOp {
  return { type: 'delete', path, version }
}
export function getData(path: string, watch: boolean = false): ClientOp {
  return { type: 'getData', path, watch }
}
export function exists(path: string, watch: boolean = false): ClientOp {
  return { type: 'exists', path, watch }
}
export function getChildren(path: string, watch: boolean = false): ClientOp {
  return { type: 'getChildren', path, watch }
}
export function sync(path: string = '/'): ClientOp {
  return { type: 'sync', path }
}
