// The specification of the API (Swagger 2.0) as it is published: its operations, the requests of its examples, and the
// schemas of the answers.
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

// Parameters that v1.0 keeps in a file of its own.
const shared = {
  ImageStream: { name: "Image", in: "body", consumes: "application/octet-stream" },
  ImageUrl: { name: "ImageUrl", in: "body" },
};

const nameIn = (reference) => reference.split("/").at(-1);

function parameterOf(document, parameter) {
  if (!parameter.$ref) return parameter;
  const name = nameIn(parameter.$ref);
  return parameter.$ref.startsWith("#") ? document.parameters[name] : shared[name];
}

// The published example, where this copy of the specification has it.
function readExample(directory, { $ref }) {
  const file = join(directory, $ref);
  return existsSync(file) ? [{ name: basename($ref, ".json"), ...readJson(file) }] : [];
}

// [{id, method, path, parameters, responses, examples}]
function operationsOf(document, directory) {
  const paths = { ...document.paths, ...document["x-ms-paths"] };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path: path.split("?")[0],
      parameters: (operation.parameters ?? []).map((parameter) => parameterOf(document, parameter)),
      responses: operation.responses,
      examples: Object.values(operation["x-ms-examples"] ?? {}).flatMap((example) => readExample(directory, example)),
    })),
  );
}

export function readSpecification(directory) {
  const document = readJson(join(directory, "Face.json"));
  return { operations: operationsOf(document, directory), violations: validator(document.definitions) };
}

// {path, query, body} of a call of `operation` with `values` by the names of its parameters.
export function requestOf(operation, values) {
  const request = { path: operation.path, query: new URLSearchParams(), body: undefined };
  for (const { name, in: place } of operation.parameters) {
    const value = values[name];
    if (value === undefined) continue;
    if (place === "path") request.path = request.path.replace(`{${name}}`, encodeURIComponent(value));
    if (place === "query") request.query.set(name, String(value));
    if (place === "body") request.body = value;
  }
  return request;
}

// All the members of a schema that is made of others, in one.
function merged(schema, definitions) {
  const whole = { ...schema, properties: { ...schema.properties } };
  for (const part of schema.allOf ?? []) {
    const { properties, required = [] } = merged(part.$ref ? definitions[nameIn(part.$ref)] : part, definitions);
    whole.properties = { ...properties, ...whole.properties };
    whole.required = [...new Set([...(whole.required ?? []), ...required])];
  }
  delete whole.allOf;
  if (whole.required?.length === 0) delete whole.required; // draft 4 wants one at least
  return whole;
}

// An object may have no member that its schema does not name: such a member would be a misspelled one.
function closed(schema, definitions) {
  if (Array.isArray(schema)) return schema.map((item) => closed(item, definitions));
  if (schema === null || typeof schema !== "object") return schema;
  const whole = schema.allOf ? merged(schema, definitions) : schema;
  const copy = Object.fromEntries(Object.entries(whole).map(([key, value]) => [key, closed(value, definitions)]));
  return whole.type === "object" && whole.properties ? { ...copy, additionalProperties: false } : copy;
}

// (schema, value) → what the value does not comply with, as text; empty where it complies.
function validator(definitions) {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats(ajv);
  ajv.addSchema({ id: "face", definitions: closed(definitions, definitions) });
  const absolute = (schema) => JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions', '"face#/definitions'));
  return (schema, value) => {
    ajv.validate(absolute(closed(schema, definitions)), value);
    return (ajv.errors ?? []).map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  };
}
