// Every example of the published specification, sent to the server; its answer is held against the schemas.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { drawPortraits, startServer } from "./support/server.js";
import { readSpecification, requestOf } from "./support/specification.js";
import { Specimen } from "./support/specimen.js";

const published = join(process.env.FACEREC_SHARED_DIR ?? "", "azure-face-spec");
const { refused, mayLack, outOfScope } = JSON.parse(await readFile(new URL("specification.json", import.meta.url)));

let portrait;

before(async () => {
  [[portrait]] = await drawPortraits(1, 1);
});

// As in a life: what asks comes before what changes, what is inside goes before what it is in, and groups that are
// gone can be made again.
function inOrderOfLife(operations) {
  const rank = ({ method, path }) => {
    if (method === "DELETE") return 100 - path.length;
    return { POST: -3, GET: -2, PATCH: -1, PUT: 101 }[method];
  };
  return [...operations].sort((a, b) => rank(a) - rank(b));
}

function assertComplies(violations, answer, { schema, headers = {} }) {
  if (schema) assert.deepEqual(violations(schema, answer.body), [], JSON.stringify(answer.body));
  else assert.equal(answer.body, undefined, "the answer has no body");
  for (const [name, header] of Object.entries(headers))
    assert.deepEqual(violations(header, answer.headers.get(name)), [], `the header ${name}`);
}

// The members that the example's answer has, and this one has not.
function missingMembers(example, answer) {
  const [expected, given] = [example, answer].map((body) => (Array.isArray(body) ? body[0] : body));
  return Object.keys(expected ?? {}).filter((name) => expected[name] !== null && !(name in (given ?? {})));
}

function examplesOf(version, directory) {
  const { operations, violations } = readSpecification(directory);
  const inScope = operations.filter(({ id }) => !outOfScope[version].includes(id));
  let server;
  let specimen;

  before(async () => {
    server = await startServer();
    specimen = new Specimen(server, version, portrait);
    await specimen.prepare();
  });
  after(() => server.stop());

  for (const operation of inOrderOfLife(inScope))
    for (const example of operation.examples)
      it(example.name, async () => {
        const { path, query, body } = requestOf(operation, await specimen.ownValues(example.parameters));
        const answer = await specimen.send(operation.method, { path, query, body });
        const expected = refused[version][example.name] ?? { status: Number(Object.keys(example.responses)[0]) };
        assert.equal(answer.status, expected.status, JSON.stringify(answer.body));
        assert.equal(answer.body?.error?.code, expected.code);
        assertComplies(violations, answer, operation.responses[answer.status] ?? operation.responses.default);
        if (!expected.code) {
          const missing = missingMembers(example.responses[answer.status].body, answer.body);
          assert.deepEqual(
            missing.filter((name) => !mayLack[version][example.name]?.includes(name)),
            [],
          );
        }
        await specimen.settle();
      });

  it("has an example for each operation in scope", () => {
    assert.deepEqual(
      inScope.filter(({ examples }) => examples.length === 0),
      [],
    );
  });

  it("knows each operation that is out of scope", () => {
    const known = operations.map(({ id }) => id);
    assert.deepEqual(
      outOfScope[version].filter((id) => !known.includes(id)),
      [],
    );
  });

  for (const operation of operations.filter(({ id }) => outOfScope[version].includes(id)))
    it(`${operation.id} is out of scope, and is refused in the words of the specification`, async () => {
      const answer = await specimen.send(operation.method, { path: operation.path.replace(/{\w+}/g, "specimen") });
      assert.ok([400, 404].includes(answer.status), String(answer.status));
      assertComplies(violations, answer, operation.responses.default);
    });
}

const skip = existsSync(published) ? false : `${published} is not there`;
for (const [version, folder] of [
  ["v1.2", "v1.2-derived"],
  ["v1.0", "v1.0"],
])
  describe(`The specification of ${version}`, { skip }, () => {
    if (!skip) examplesOf(version, join(published, folder));
  });

describe("The specification of v1.2-preview.1", { skip }, () => {
  it("has the examples of v1.2 for what v1.2 keeps", () => {
    const [preview, stable] = ["v1.2-preview.1", "v1.2-derived"].map((folder) =>
      readSpecification(join(published, folder)),
    );
    const examples = ({ operations }) =>
      new Map(operations.flatMap((operation) => operation.examples.map((e) => [e.name, e])));
    const [inPreview, inStable] = [preview, stable].map(examples);
    for (const [name, example] of inStable) {
      const before = structuredClone(inPreview.get(name));
      before.parameters.apiVersion = "v1.2";
      assert.deepEqual(before, example);
    }
    assert.ok(inStable.size > 0);
  });
});
