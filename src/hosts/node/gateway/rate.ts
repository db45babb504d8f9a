/** A bound on how often: a bucket that holds `burst` and gets one more every `everyMs`. */
export type Bucket = { readonly burst: number; readonly everyMs: number; left: number; at: number }

export function bucket(burst: number, everyMs: number, now: number): Bucket {
  return { burst, everyMs, left: burst, at: now }
}

/** Takes one; false where there is none now. */
export function takeOne(bucket: Bucket, now: number): boolean {
  const gained = Math.floor((now - bucket.at) / bucket.everyMs)
  if (gained > 0) {
    bucket.left = Math.min(bucket.burst, bucket.left + gained)
    bucket.at += gained * bucket.everyMs
  }
  if (bucket.left === 0) return false
  bucket.left--
  return true
}
