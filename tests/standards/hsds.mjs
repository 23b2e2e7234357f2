// node hsds.mjs BASE [SCHEMAS]: reads every list of the HSDS API at BASE and the first records one by one, and holds each against the types of
// HSDS 3.0 and, where SCHEMAS is the folder `schema` of openreferral/specification at 3.0, against those. Ends with 1 where one does not hold.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { types } from "./types.mjs";

const [base, schemas] = process.argv.slice(2);
const kinds = { services: "service", organizations: "organization", service_at_locations: "service_at_location", taxonomies: "taxonomy", taxonomy_terms: "taxonomy_term" };

function own() {
  const ajv = formats(new Ajv({ strict: false, allErrors: true }));
  for (const [name, type] of Object.entries(types)) ajv.addSchema(type, name);
  return (name) => ajv.getSchema(name);
}

function published(folder) {
  const ajv = formats(new Ajv({ strict: false, allErrors: true }));
  const parts = ["accessibility", "address", "attribute", "contact", "cost_option", "funding", "language", "location", "metadata", "organization", "organization_identifier", "phone", "program", "required_document", "schedule", "service", "service_area", "service_at_location", "taxonomy", "taxonomy_term"];
  for (const name of parts) ajv.addSchema(JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")), `${name}.json`);
  return (name) => ajv.getSchema(`${name}.json`);
}

const judges = [["types", own()]];
if (schemas) judges.push(["published schemas", published(schemas)]);
let held = 0;
const faults = [];

function hold(kind, record, where) {
  held += 1;
  for (const [judge, schema] of judges) {
    const valid = schema(kind);
    if (!valid(record)) faults.push(`${where}: ${judge}: ${JSON.stringify(valid.errors.slice(0, 3))}`);
  }
  // What the published schemas do not look into.
  if (kind === "organization") (record.services ?? []).forEach((service) => hold("service", service, `${where} service ${service.id}`));
  if (kind === "service_at_location" && record.service) hold("service", record.service, `${where} service`);
}

async function get(path, headers = {}) {
  const answer = await fetch(`${base}${path}`, { headers });
  if (answer.status !== 200) faults.push(`${path}: status ${answer.status}`);
  return answer;
}

async function pages(list, query) {
  const seen = new Set();
  for (let page = 1; ; page += 1) {
    const path = `/hsds/${list}?page=${page}&per_page=500${query}`;
    const body = await (await get(path)).json();
    for (const record of body.contents) {
      seen.add(record.id);
      hold(kinds[list], record, `${path} ${record.id}`);
    }
    if (body.size !== body.contents.length || body.empty !== (body.contents.length === 0)) faults.push(`${path}: its size is not what it holds`);
    if (page === 1 && body.first_page !== true) faults.push(`${path}: not the first page`);
    if (body.last_page) {
      if (seen.size !== body.total_items) faults.push(`${list}: ${seen.size} of ${body.total_items}`);
      if (page !== body.total_pages) faults.push(`${list}: ${page} of ${body.total_pages} pages`);
      return seen;
    }
  }
}

async function lines(list, query, headers) {
  const path = `/hsds/${list}${query}`;
  const answer = await get(path, headers);
  if (!answer.headers.get("content-type").startsWith("application/x-ndjson")) faults.push(`${path}: ${answer.headers.get("content-type")}`);
  const records = (await answer.text()).trim().split("\n").map((line) => JSON.parse(line));
  records.forEach((record) => hold(kinds[list], record, `${path} ${record.id}`));
  return records.map((record) => record.id);
}

const about = await (await get("/hsds/")).json();
if (about.version !== "3.0" || !URL.canParse(about.profile) || !URL.canParse(about.openapi_url)) faults.push(`/hsds/: ${JSON.stringify(about)}`);
for (const url of [about.profile, about.openapi_url, ...(await (await fetch(about.profile)).json()).modifications]) {
  if ((await fetch(url)).status !== 200) faults.push(`${url} does not lead anywhere`);
}
for (const list of Object.keys(kinds)) {
  const seen = await pages(list, "");
  const all = await lines(list, "?format=ndjson", {});
  if (all.length !== seen.size || all.some((id) => !seen.has(id))) faults.push(`${list}: ${all.length} lines, ${seen.size} in pages`);
  for (const id of [...seen].slice(0, 40)) {
    hold(kinds[list], await (await get(`/hsds/${list}/${id}`)).json(), `/hsds/${list}/${id}`);
  }
}
for (const list of ["services", "organizations", "service_at_locations"]) await pages(list, "&full=true");
await lines("services", "?full=true", { accept: "application/x-ndjson" });
await pages("organizations", "&full_service=true");
const minimal = await (await get("/hsds/services?minimal=true")).json();
if (minimal.contents.length !== minimal.total_items || minimal.size !== minimal.total_items) faults.push("minimal: not all on one page");
if (minimal.contents.some((stamp) => Object.keys(stamp).sort().join() !== "id,modified_date")) faults.push("minimal: more than id and date");
faults.slice(0, 40).forEach((fault) => console.log(fault));
console.log(`${held} records, ${faults.length} faults${schemas ? ", published schemas" : ""}`);
process.exit(faults.length > 0 || held === 0 ? 1 : 0);
