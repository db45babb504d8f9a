import { describe, expect, test } from 'vitest'
import { Permission } from '../jute/opcodes.ts'
import { type Acl, type Id, OPEN_ACL } from '../jute/records.ts'
import { allows, CREATOR_ALL_ACL, digestIdentity, expandAcl, ipMatches, READ_ACL } from './acl.ts'

const ip: Id = { scheme: 'ip', id: '10.1.2.3' }
const ann: Id = { scheme: 'digest', id: 'ann:xyz=' }
const bob: Id = { scheme: 'digest', id: 'bob:abc=' }
const root: Id = { scheme: 'super', id: '' }
const entry = (perms: number, scheme: string | null, id: string | null): Acl => ({ perms, id: { scheme, id } })

describe('evaluation', () => {
  const annWrites = [entry(Permission.write, 'digest', 'ann:xyz=')]
  test.each<[string, readonly Acl[], number, readonly Id[], boolean]>([
    ['an empty ACL allows everything', [], Permission.admin, [], true],
    ['the open ACL allows everyone', OPEN_ACL, Permission.delete, [ip], true],
    ['world may read what is readable', READ_ACL, Permission.read, [], true],
    ['world may not write what is only readable', READ_ACL, Permission.write, [ann], false],
    ['super may do everything', READ_ACL, Permission.write, [ip, root], true],
    ['an identity gets its own bit', annWrites, Permission.write, [ip, ann], true],
    ['and no other bit', annWrites, Permission.read, [ann], false],
    ['another identity gets nothing', annWrites, Permission.write, [bob], false],
    ['any one of the needed bits is enough', annWrites, Permission.write | Permission.admin, [ann], true],
    ['an unknown scheme matches nobody', [entry(31, 'x509', 'CN=a')], 1, [{ scheme: 'x509', id: 'CN=a' }], false],
    ['a network grants its hosts', [entry(1, 'ip', '10.1.0.0/16')], 1, [ip], true],
  ])('%s', (_moral, acl, needed, identities, expected) => {
    expect(allows(acl, needed, identities)).toBe(expected)
  })
})

test.each([
  ['10.1.2.3', '10.1.2.3', true],
  ['10.1.2.3', '10.1.2.4', false],
  ['10.1.2.3', '10.1.2.4/31', false],
  ['10.1.2.5', '10.1.2.4/31', true],
  ['255.0.0.1', '128.0.0.0/1', true],
  ['1.2.3.4', '200.0.0.0/0', true],
  ['::1', '0.0.0.0/0', false],
])('the address %s is in %s: %s', (address, network, expected) => {
  expect(ipMatches(address, network)).toBe(expected)
})

describe('expansion', () => {
  test.each<[string, readonly Acl[]]>([
    ['an empty list', []],
    ['no scheme', [entry(31, null, 'anyone')]],
    ['world with another id', [entry(31, 'world', 'x')]],
    ['auth without proof: an address proves nothing', CREATOR_ALL_ACL],
    ['super', [entry(31, 'super', 'a:b')]],
    ['an unknown scheme', [entry(31, 'nope', 'a')]],
    ['a digest without a colon', [entry(31, 'digest', 'ann')]],
    ['a digest with nothing after the colon', [entry(31, 'digest', 'ann:')]],
    ['an address with a number too large', [entry(31, 'ip', '10.0.0.256')]],
    ['a network of 33 bits', [entry(31, 'ip', '10.0.0.0/33')]],
    ['one bad entry among good ones', [...OPEN_ACL, entry(1, 'world', 'x')]],
  ])('refuses %s', (_what, acl) => {
    expect(expandAcl(acl, [ip])).toEqual({ ok: false, error: 'invalidACL' })
  })

  test('exact duplicates are dropped', () => {
    expect(expandAcl([...READ_ACL, ...READ_ACL, ...OPEN_ACL], [])).toEqual({
      ok: true,
      value: [...READ_ACL, ...OPEN_ACL],
    })
  })

  test('auth becomes one entry for each proved identity, and duplicates that this makes stay', () => {
    const acl = [entry(31, 'digest', 'ann:xyz='), entry(31, 'auth', 'ignored')]
    const value = [entry(31, 'digest', 'ann:xyz='), entry(31, 'digest', 'ann:xyz='), entry(31, 'digest', 'bob:abc=')]
    expect(expandAcl(acl, [ip, ann, bob, root])).toEqual({ ok: true, value })
  })

  test('the id of auth does not matter, not even where there is none', () => {
    expect(expandAcl([entry(31, 'auth', null)], [ip, ann])).toEqual({
      ok: true,
      value: [entry(31, 'digest', 'ann:xyz=')],
    })
  })

  test('an id of null is invalid where nobody knows the scheme; where somebody does, ZooKeeper itself stumbles over it', () => {
    for (const scheme of ['world', 'digest', 'ip'])
      expect(expandAcl([entry(31, scheme, null)], [ip, ann])).toEqual({ ok: false, error: 'marshallingError' })
    for (const scheme of [null, 'nope', 'sasl'])
      expect(expandAcl([entry(31, scheme, null)], [ip, ann])).toEqual({ ok: false, error: 'invalidACL' })
  })

  test('odd permission bits are kept as given', () => {
    const acl = [entry(0, 'world', 'anyone'), entry(255, 'ip', '1.2.3.4')]
    expect(expandAcl(acl, [])).toEqual({ ok: true, value: acl })
  })
})

test('a password becomes the identity that a real server makes of it', () => {
  expect(digestIdentity('u:p')).toBe('u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ=')
})
