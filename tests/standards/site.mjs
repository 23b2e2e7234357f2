// node site.mjs FEED [SCHEMAS]: reads the one document of a static feed and holds every service, agency and place in it against the types of HSDS 3.0
// and, where SCHEMAS is the folder `schema` of openreferral/specification at 3.0, against those. Ends with 1 where one does not hold.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { types } from "./types.mjs";

const [feed, schemas] = process.argv.slice(2);
const made = () => formats(new Ajv({ strict: false, allErrors: true }));
const own = made();
for (const [name, type] of Object.entries(types)) own.addSchema(type, name);
const judges = [["types", (kind) => own.getSchema(kind)]];
if (schemas) {
  const published = made();
  const parts = readdirSync(schemas).filter((name) => name.endsWith(".json") && !["openapi.json", "meta_table_description.json"].includes(name));
  for (const name of parts) published.addSchema(JSON.parse(readFileSync(join(schemas, name), "utf8")), name);
  judges.push(["published schemas", (kind) => published.getSchema(`${kind}.json`)]);
}
const body = await (await fetch(feed)).json();
const faults = [];
let held = 0;
for (const [list, kind] of [["services", "service"], ["organizations", "organization"], ["locations", "location"]]) {
  for (const record of body[list]) {
    held += 1;
    for (const [judge, schema] of judges) {
      const valid = schema(kind);
      if (!valid(record)) faults.push(`${kind} ${record.id}: ${judge}: ${JSON.stringify(valid.errors.slice(0, 3))}`);
    }
  }
}
faults.slice(0, 20).forEach((fault) => console.log(fault));
console.log(`${held} records, ${faults.length} faults${schemas ? ", published schemas" : ""}`);
process.exit(faults.length > 0 || held === 0 ? 1 : 0);
