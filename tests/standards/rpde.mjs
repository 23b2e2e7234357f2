// node rpde.mjs FEED: walks the feed as OpenActive's validator does, and prints what it finds. Ends with 1 where that is anything.
import rpde from "@openactive/rpde-validator";

const [feed] = process.argv.slice(2);
const log = await rpde.RpdeValidator(feed, { pageLimit: 1000, requestDelayMs: 0, timeoutMs: 60000 });
// A prompt that every feed gets whose items are not of OpenActive's own vocabulary of sports.
const isPrompt = (error) => error.type === "no_modelling_data" || error.data?.type === "no_modelling_data";
let found = 0;
for (const page of log.pages) {
  for (const error of page.errors ?? []) {
    if (isPrompt(error)) continue;
    found += 1;
    console.log(`${page.url}: ${JSON.stringify(error)}`);
  }
}
console.log(`${log.pages.length} pages, ${found} findings`);
process.exit(found > 0 || log.pages.length < 2 ? 1 : 0);
