// The objects of HSDS 3.0 as far as Simpul serves them: which fields an object must have, and of what type each field is. Written from the
// reference of the specification (docs.openreferral.org); its own schemas are under a licence of their own and are not kept here.
const uuid = { type: "string", format: "uuid" };
const uri = { type: "string", format: "uri" };
const text = { type: "string" };
const number = { type: "number" };
const list = (name) => ({ type: "array", items: { $ref: name } });
const one = (name) => ({ $ref: name });
const object = (required, properties) => ({ type: "object", required, properties: { id: uuid, ...properties } });

export const types = {
  service: object(["id", "name", "status"], {
    organization_id: uuid, name: text, alternate_name: text, description: text, url: uri, email: { type: "string", format: "email" },
    status: { enum: ["active", "inactive", "defunct", "temporarily closed"] }, application_process: text, fees_description: text,
    wait_time: text, alert: text, last_modified: { type: "string", format: "date-time" }, phones: list("phone"), schedules: list("schedule"),
    service_at_locations: list("service_at_location"), organization: one("organization"), cost_options: list("cost_option"),
    required_documents: list("required_document"), contacts: list("contact"), attributes: list("attribute"),
  }),
  organization: object(["id", "name", "description"], {
    name: text, alternate_name: text, description: text, email: { type: "string", format: "email" }, website: uri, phones: list("phone"),
    locations: list("location"), services: list("service"),
  }),
  location: object(["id", "location_type"], {
    location_type: { enum: ["physical", "postal", "virtual"] }, url: uri, name: text, latitude: number, longitude: number,
    addresses: list("address"), contacts: list("contact"), accessibility: list("accessibility"), phones: list("phone"),
    schedules: list("schedule"),
  }),
  service_at_location: object(["id"], {
    service_id: uuid, location_id: uuid, description: text, phones: list("phone"), schedules: list("schedule"), location: one("location"),
    service: one("service"),
  }),
  address: object(["id", "address_1", "city", "state_province", "postal_code", "country", "address_type"], {
    address_1: text, city: text, state_province: text, postal_code: text, country: { type: "string", maxLength: 2, minLength: 2 },
    address_type: { enum: ["physical", "postal", "virtual"] },
  }),
  phone: object(["id", "number"], { number: text }),
  contact: object(["id"], { email: { type: "string", format: "email" } }),
  accessibility: object(["id"], { description: text }),
  schedule: object(["id"], {
    freq: { enum: ["WEEKLY", "MONTHLY"] }, wkst: { enum: ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] }, byday: text, timezone: number,
    opens_at: text, closes_at: text, description: text,
  }),
  cost_option: object(["id"], { option: text, currency: text, amount: number, amount_description: text }),
  required_document: object(["id"], { document: text, uri }),
  attribute: object(["id"], { link_id: uuid, link_entity: text, taxonomy_term_id: uuid, taxonomy_term: one("taxonomy_term") }),
  taxonomy: object(["id", "name", "description"], { name: text, description: text, uri, version: text }),
  taxonomy_term: object(["id", "name", "description"], {
    code: text, name: text, description: text, parent_id: uuid, taxonomy: text, language: text, taxonomy_id: uuid, term_uri: uri,
  }),
};
