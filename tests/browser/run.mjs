// node run.mjs BASE CHROMIUM KEY SOURCE MINISTRY_KEY: the journeys of citizens and of the team that has KEY and publishes SOURCE, then axe, on the instance at
// BASE. Ends with 1 and a line for each fault where there is one.
import { look, states } from "./axe.mjs";
import { open } from "./browser.mjs";
import { JOURNEYS, journey } from "./journeys.mjs";
import * as desk from "./team.mjs";

const [base, chromium, key, source, ministry] = process.argv.slice(2);
const team = { key, source };
const browser = await open(chromium);
const journeys = await journey(browser, base, [...JOURNEYS, ...desk.journeys(team)]);
const outside = await look(browser, base, await states(base));
const inside = await look(browser, base, await desk.states(base, team), (page) => desk.sign_in(page, base, key));
const above = await look(browser, base, desk.ministry_states, (page) => desk.sign_in(page, base, ministry));
await browser.close();
const faults = [...journeys.found, ...outside.found, ...inside.found, ...above.found];
faults.forEach((fault) => console.log(fault));
console.log(`${journeys.count} journeys, ${outside.looks + inside.looks + above.looks} looks by axe: ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
