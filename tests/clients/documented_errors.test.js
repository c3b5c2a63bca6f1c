// The errors of "Face API error codes" that a client can cause: status, code and message, read by Microsoft's clients.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { clientVersions } from "./support/client_versions.js";
import { errorCauses, errorsOnDemand, filledIn, prepare } from "./support/error_causes.js";
import { Failure } from "./support/failure.js";
import { groupKinds } from "./support/group_kinds.js";
import { drawPortraits, startServer } from "./support/server.js";

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
const rows = readJson(new URL("documented_errors.json", import.meta.url)); // copies of Microsoft's
const wholeTable = join(process.env.FACEREC_SHARED_DIR ?? "", "azure-face-spec", "error-codes.json");

let frontal; // two people

before(async () => {
  frontal = (await drawPortraits(2, 1)).flat();
});

// The documented row of what is caused.
function rowOf({ scope, message, status }) {
  const found = rows.filter(
    (row) => row.scope === scope && row.message === message && row.httpStatus === (status ?? row.httpStatus),
  );
  assert.equal(found.length, 1, `rows of "${scope}" that say "${message}"`);
  return found[0];
}

async function refusalOf(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return assert.fail("the call was answered");
}

const headerCode = { "v1.2": (row) => row.code, "v1.0": () => undefined };

function assertIs(refusal, row, version) {
  assert.ok(refusal instanceof Failure, refusal.stack);
  const { status, code, message } = refusal;
  assert.deepEqual(
    { status, code, message, headerCode: refusal.headerCode },
    { status: row.httpStatus, code: row.code, message: filledIn(row.message), headerCode: headerCode[version](row) },
  );
}

function errorsOf({ version, connect }, kind) {
  let server;
  let on;

  before(async () => {
    server = await startServer();
    on = await prepare(connect(server, kind), ...frontal);
  });
  after(() => server.stop());

  for (const error of errorCauses(kind)) {
    const row = rowOf(error);
    const name = `${row.scope}: ${row.httpStatus} ${row.code}, ${row.message}`;
    if (version === "v1.0" && error.seenByV1_0)
      it(`${name} (the client sees it by itself)`, async () => {
        assert.equal((await refusalOf(() => error.cause(on))).status, undefined);
      });
    else
      it(name, async () => {
        assertIs(await refusalOf(() => error.cause(on)), row, version);
      });
  }

  it("common: 401, the key is wrong", async () => {
    const stranger = connect({ ...server, key: "wrong" }, kind);
    assertIs(
      await refusalOf(() => stranger.groups()),
      rows.find((row) => row.httpStatus === 401),
      version,
    );
  });
}

function errorsOnDemandOf({ version, connect }) {
  const withServer = async (options, use) => {
    const server = await startServer(...options);
    try {
      await use(connect(server, groupKinds[0]));
    } finally {
      await server.stop();
    }
  };

  for (const { options, cause, v1_0, ...error } of errorsOnDemand) {
    const row = rowOf(error);
    const expected = version === "v1.0" ? { ...row, ...v1_0 } : row;
    it(`${row.httpStatus} ${row.code}, ${row.message} (${options.join(" ")})`, () =>
      withServer(options, async (api) => assertIs(await refusalOf(() => cause({ api })), expected, version)));
  }

  if (version === "v1.2")
    it("a 429 that says when to come again, and comes then", () =>
      withServer(["--fault", "list-groups:429*1"], async (api) => assert.deepEqual([...(await api.groups())], [])));
}

for (const client of clientVersions)
  describe(`The client of ${client.version}, on demand, reads`, () => errorsOnDemandOf(client));

for (const client of clientVersions)
  for (const kind of groupKinds)
    describe(`The client of ${client.version}, with a ${kind.words.toLowerCase()}, reads`, () =>
      errorsOf(client, kind));

describe("The documented errors", () => {
  it("are all caused", () => {
    const caused = [...groupKinds.flatMap(errorCauses), ...errorsOnDemand].map(rowOf);
    assert.deepEqual(
      rows.filter((row) => row.httpStatus !== 401 && !caused.includes(row)),
      [],
    );
  });

  const skip = existsSync(wholeTable) ? false : `${wholeTable} is not there`;
  it("are Microsoft's", { skip }, () => {
    const { errors } = readJson(wholeTable);
    const same = (row, other) => ["scope", "httpStatus", "code", "message"].every((key) => row[key] === other[key]);
    assert.deepEqual(
      rows.filter((row) => !errors.some((other) => same(row, other))),
      [],
    );
  });
});
