/** A static host, as plain as one may be: a folder at an address of its own, readable from frames without an origin. */
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

export type Site = {
  /** `http://localhost:40123/` */
  readonly url: string
  readonly close: () => void
}

/** Serves `folder` at `host`. `127.0.0.1` and `localhost` are different sites to a browser. */
export async function hostSite(folder: string, host: '127.0.0.1' | 'localhost'): Promise<Site> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://any')
    const inside = normalize(join(folder, decodeURIComponent(pathname)))
    const found = inside.startsWith(folder) ? fileAt(inside) : undefined
    if (found === undefined) {
      response.writeHead(404).end()
      return
    }
    // What GitHub Pages sends, too: a frame without an origin may read it.
    response.writeHead(200, {
      'content-type': TYPES[extname(found)] ?? 'application/octet-stream',
      'access-control-allow-origin': '*',
    })
    createReadStream(found).pipe(response)
  })
  await new Promise<void>((listening) => server.listen(0, host, listening))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://${host}:${port}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function fileAt(path: string): string | undefined {
  const tries = path.endsWith(sep) ? [join(path, 'index.html')] : [path, `${path}.html`, join(path, 'index.html')]
  return tries.find((one) => statSync(one, { throwIfNoEntry: false })?.isFile() === true)
}
