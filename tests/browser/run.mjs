// node run.mjs BASE CHROMIUM: the journeys, then axe, on the instance at BASE. Ends with 1 and a line for each fault where there is one.
import { look } from "./axe.mjs";
import { open } from "./browser.mjs";
import { journey } from "./journeys.mjs";

const [base, chromium] = process.argv.slice(2);
const browser = await open(chromium);
const journeys = await journey(browser, base);
const axe = await look(browser, base);
await browser.close();
const faults = [...journeys.found, ...axe.found];
faults.forEach((fault) => console.log(fault));
console.log(`${journeys.count} journeys, ${axe.looks} looks by axe: ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
