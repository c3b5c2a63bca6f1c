// The life of a group, from its creation to its deletion, through Microsoft's own clients.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { clientVersions } from "./support/client_versions.js";
import { groupKinds } from "./support/group_kinds.js";
import { drawPortraits, startServer } from "./support/server.js";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const newest = { detectionModel: "detection_03", recognitionModel: "recognition_04" };
const names = ["Ruby", "Jade", "Émeraude Смарагд", "Amber"];
const enrolled = [0, 1, 2]; // portraits of each
const stranger = 4;

const byText = (a, b) => (a < b ? -1 : 1);
const isNotFound = (code) => (error) => error.status === 404 && error.code === code;

// Every page of `list(start, top)`, by the last id of the page before.
async function pages(list, top, idOf) {
  const all = [];
  for (let page = await list(undefined, top); page.length > 0; page = await list(idOf(page.at(-1)), top))
    all.push(page);
  return all;
}

let portraits; // [person][number]

before(async () => {
  portraits = await drawPortraits(stranger + 1, 7);
});

function lifeOf(kind, connect) {
  const group = "people";
  const people = []; // the ids of `names`, and of their faces
  const probes = {}; // faceIds, by portrait
  let server;
  let api;

  before(async () => {
    server = await startServer();
    api = connect(server, kind);
  });
  after(() => server.stop());

  async function detectOne(person, number) {
    const faces = await api.detect(portraits[person][number], newest);
    assert.equal(faces.length, 1);
    return faces[0].faceId;
  }

  // Each portrait is looked at once.
  function faceIdOf(...portraitOf) {
    return (probes[portraitOf] ??= detectOne(...portraitOf));
  }

  async function enrol(name, person) {
    const { personId } = await api.createPerson(group, { name, userData: `{"seed":${person}}` });
    const faceIds = [];
    for (const number of enrolled) {
      const query = { detectionModel: "detection_03", userData: `portrait ${number}` };
      const { persistedFaceId } = await api.addFace(group, personId, portraits[person][number], query);
      faceIds.push(persistedFaceId);
    }
    return { personId, faceIds };
  }

  it("creates a group and gives it back", async () => {
    const values = { name: "People", userData: "of stone", recognitionModel: "recognition_04" };
    await api.createGroup(group, values);
    assert.deepEqual({ ...(await api.group(group)) }, { [kind.idName]: group, ...values });
  });

  it("lists groups page by page, in the order of their ids", async () => {
    const others = ["a-group", "pearls", "z_group"];
    for (const id of others) await api.createGroup(id, { name: id });
    const found = await pages(api.groups, 3, (listed) => listed[kind.idName]);
    assert.deepEqual(
      found.map((page) => page.map((listed) => listed[kind.idName])),
      [["a-group", "pearls", "people"], ["z_group"]],
    );
    for (const id of others) await api.deleteGroup(id);
    assert.deepEqual(
      (await api.groups()).map((listed) => listed.name),
      ["People"],
    );
  });

  it("enrols people with their faces", async () => {
    for (const [person, name] of names.entries()) people.push(await enrol(name, person));
    for (const [person, { personId, faceIds }] of people.entries()) {
      for (const id of [personId, ...faceIds]) assert.match(id, uuid);
      const { persistedFaceIds, ...rest } = await api.person(group, personId);
      assert.deepEqual(rest, { personId, name: names[person], userData: `{"seed":${person}}` });
      assert.deepEqual([...persistedFaceIds].sort(byText), [...faceIds].sort(byText));
    }
    const { personId, faceIds } = people[0];
    assert.deepEqual(
      { ...(await api.face(group, personId, faceIds[1])) },
      { persistedFaceId: faceIds[1], userData: "portrait 1" },
    );
  });

  it("lists people page by page, in the order of their ids", async () => {
    const found = await pages(
      (start, top) => api.persons(group, start, top),
      3,
      (person) => person.personId,
    );
    assert.deepEqual(
      found.map((page) => page.length),
      [3, 1],
    );
    const ids = people.map((person) => person.personId).sort(byText);
    assert.deepEqual(
      found.flat().map((person) => person.personId),
      ids,
    );
  });

  it("trains the group", async () => {
    const { status } = await api.train(group);
    assert.equal(status, "succeeded");
    assert.equal((await api.training(group)).status, "succeeded");
  });

  it("detects the one face of a portrait", async () => {
    const query = { ...newest, returnRecognitionModel: true, returnFaceAttributes: ["qualityForRecognition"] };
    const faces = await api.detect(portraits[0][0], query);
    assert.equal(faces.length, 1);
    const [{ faceId, faceRectangle, recognitionModel, faceAttributes }] = faces;
    assert.match(faceId, uuid);
    assert.equal(recognitionModel, "recognition_04");
    assert.match(faceAttributes.qualityForRecognition, /^(low|medium|high)$/i);
    const { left, top, width, height } = faceRectangle;
    assert.ok(left < 200 && left + width > 200 && top < 200 && top + height > 200, "the middle of 400 x 400 pixels");
  });

  it("identifies those who are enrolled, and nobody else", async () => {
    const faces = [];
    for (const person of [...names.keys(), stranger]) faces.push(await faceIdOf(person, 5));
    const found = await api.identify(faces, {
      [kind.idName]: group,
      maxNumOfCandidatesReturned: 1,
      confidenceThreshold: 0.5,
    });
    assert.deepEqual(
      found.map((answer) => answer.faceId),
      faces,
    );
    const ids = found.map(({ candidates }) => candidates.map((candidate) => candidate.personId));
    assert.deepEqual(ids, [...people.map((person) => [person.personId]), []]);
  });

  it("verifies a face against another face and against a person", async () => {
    const [own, again, other] = [await faceIdOf(1, 5), await faceIdOf(1, 6), await faceIdOf(2, 5)];
    const same = async (answer) => {
      const { isIdentical, confidence } = await answer;
      assert.equal(isIdentical, confidence >= 0.5);
      return isIdentical;
    };
    const person = people[1].personId;
    assert.equal(await same(api.verifyFaces(own, again)), true);
    assert.equal(await same(api.verifyFaces(own, other)), false);
    assert.equal(await same(api.verifyPerson(own, person, { [kind.idName]: group })), true);
    assert.equal(await same(api.verifyPerson(other, person, { [kind.idName]: group })), false);
  });

  it("finds the similar faces among others, and groups them", async () => {
    const own = [await faceIdOf(1, 0), await faceIdOf(1, 5), await faceIdOf(1, 6)];
    const others = [await faceIdOf(2, 5), await faceIdOf(2, 6), await faceIdOf(3, 5)];
    const similar = await api.findSimilar(own[0], { faceIds: [...own.slice(1), ...others], mode: "matchPerson" });
    assert.deepEqual(new Set(similar.map((match) => match.faceId)), new Set(own.slice(1)));
    const { groups, messyGroup } = await api.groupFaces([...own, ...others]);
    assert.deepEqual(
      groups.map((ids) => new Set(ids)),
      [new Set(own), new Set(others.slice(0, 2))],
    );
    assert.deepEqual([...messyGroup], [others[2]]);
  });

  it("updates a group, a person and a face", async () => {
    const { personId, faceIds } = people[1];
    await api.updateGroup(group, { userData: "of glass" });
    await api.updatePerson(group, personId, { name: "Jade, cut" });
    await api.updateFace(group, personId, faceIds[0], { userData: "frontal" });
    const { name, userData } = await api.group(group);
    assert.deepEqual({ name, userData }, { name: "People", userData: "of glass" });
    const person = await api.person(group, personId);
    assert.deepEqual([person.name, person.userData], ["Jade, cut", '{"seed":1}']);
    assert.equal((await api.face(group, personId, faceIds[0])).userData, "frontal");
  });

  it("forgets a face, a person and a group that are deleted", async () => {
    const { personId, faceIds } = people[2];
    await api.deleteFace(group, personId, faceIds[0]);
    await assert.rejects(api.face(group, personId, faceIds[0]), isNotFound("PersistedFaceNotFound"));
    assert.equal((await api.person(group, personId)).persistedFaceIds.length, enrolled.length - 1);
    await api.deletePerson(group, personId);
    await assert.rejects(api.person(group, personId), isNotFound("PersonNotFound"));
    assert.equal((await api.persons(group)).length, names.length - 1);
    await api.deleteGroup(group);
    await assert.rejects(api.group(group), isNotFound(`${kind.code}NotFound`));
    assert.deepEqual([...(await api.groups())], []);
  });
}

for (const { version, connect } of clientVersions)
  for (const kind of groupKinds)
    describe(`The client of ${version}, with a ${kind.words.toLowerCase()}`, () => lifeOf(kind, connect));
