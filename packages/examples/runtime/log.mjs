/** How every service on this runtime writes its log. */
const { log } = console;
console.log = (...words) => log('[info]', ...words);
