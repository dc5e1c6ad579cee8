/**
 * Imported first: the console is silenced before any library is loaded, because standard output belongs to the ready
 * line and standard error to crashes.
 */
const silence = (): void => undefined;
console.info = silence;
console.log = silence;
console.warn = silence;
