// node jsonld.mjs BASE: reads the data blocks of the pages at BASE and the JSON-LD of services as a standard library does, and prints what it does
// not find. Nothing is loaded from elsewhere: the context of schema.org stands for any word of its own.
import jsonld from "jsonld";

const [base] = process.argv.slice(2);
const faults = [];
const documentLoader = async (url) => {
  if (!/^https?:\/\/schema\.org\/?$/.test(url)) throw new Error(`${url} is not to be loaded`);
  return { contextUrl: null, documentUrl: url, document: { "@context": { "@vocab": "https://schema.org/", type: "@type", id: "@id", url: { "@type": "@id" } } } };
};

async function expanded(document, where) {
  try {
    const nodes = await jsonld.expand(document, { documentLoader });
    await jsonld.canonize(document, { algorithm: "RDFC-1.0", documentLoader });
    return nodes.flatMap((node) => node["@graph"] ?? [node]);
  } catch (error) {
    faults.push(`${where}: ${error.message}`);
    return [];
  }
}

async function page(path, ...types) {
  const answer = await fetch(`${base}${path}`);
  const body = await answer.text();
  if (answer.status !== 200) faults.push(`${path}: status ${answer.status}`);
  const blocks = [...body.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map((found) => JSON.parse(found[1]));
  const nodes = (await Promise.all(blocks.map((block) => expanded(block, path)))).flat();
  const found = nodes.flatMap((node) => node["@type"] ?? []);
  for (const type of types) if (!found.includes(`https://schema.org/${type}`)) faults.push(`${path}: no ${type} in ${found.join(", ")}`);
  return blocks.flatMap((block) => block["@graph"]);
}

const place = (await (await fetch(`${base}/v1/locations?size=1`)).json()).locations[0];
const service = (await (await fetch(`${base}/hsds/services?per_page=1`)).json()).contents[0];
const [hall] = await page(`/mpp/${place.id}`, "GovernmentOffice", "BreadcrumbList");
if (place.opening_hours && !Array.isArray(hall.openingHoursSpecification)) faults.push(`/mpp/${place.id}: no hours`);
await page(`/layanan/${service.id}`, "GovernmentService", "BreadcrumbList");
await page("/?q=ktp", "ItemList", "BreadcrumbList");
await page("/", "Dataset");
for (const path of [`/daerah/${place.region.code}`, "/nasional", "/cakupan", "/sumber", "/keliling", "/pencarian"]) await page(path, "BreadcrumbList");

const services = (await (await fetch(`${base}/hsds/services?per_page=30`)).json()).contents;
for (const { id } of services) {
  const answer = await fetch(`${base}/v1/services/${id}`, { headers: { accept: "application/ld+json" } });
  if (!answer.headers.get("content-type").startsWith("application/ld+json")) faults.push(`${id}: ${answer.headers.get("content-type")}`);
  const nodes = await expanded(await answer.json(), `/v1/services/${id}`);
  if (!nodes.some((node) => (node["@type"] ?? []).includes("http://purl.org/vocab/cpsv#PublicService"))) faults.push(`${id}: no PublicService`);
}
faults.slice(0, 40).forEach((fault) => console.log(fault));
console.log(`${services.length} services, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
