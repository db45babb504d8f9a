/** Flags for every Chromium that the tests start. */
export declare const BROWSER_ARGS: string[]
/** The path of a browser that is there, or undefined. */
export declare function findBrowser(): string | undefined
/** As `findBrowser`, but installs one where that is possible; throws an Error in words where it is not. */
export declare function provideBrowser(): string
