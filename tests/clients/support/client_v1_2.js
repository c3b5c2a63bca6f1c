// Microsoft's client of v1.2, @azure-rest/ai-vision-face, behind the calls that the tests make.
import FaceClient, { getLongRunningPoller, isUnexpected } from "@azure-rest/ai-vision-face";
import { AzureKeyCredential } from "@azure/core-auth";

import { Failure } from "./failure.js";

export const version = "v1.2";

function picture(bytes, queryParameters = {}) {
  return { contentType: "application/octet-stream", queryParameters, body: bytes };
}

async function answer(request) {
  const response = await request;
  if (!isUnexpected(response)) return response;
  const { code, message } = response.body.error;
  throw new Failure(Number(response.status), code, message, response.headers["x-ms-error-code"]);
}

const bodyOf = async (request) => (await answer(request)).body;

// `kind`: the groups that the calls are about.
export function connect({ endpoint, key }, kind) {
  const client = FaceClient(endpoint, new AzureKeyCredential(key), { allowInsecureConnection: true });
  const groups = client.path(kind.path);
  const at = (below, ...ids) => client.path(`${kind.path}/{${kind.idName}}${below}`, ...ids);
  const person = "/persons/{personId}";
  const face = `${person}/persistedfaces/{persistedFaceId}`;
  return {
    version,
    client,

    createGroup: (id, body) => bodyOf(at("", id).put({ body })),
    group: (id) => bodyOf(at("", id).get({ queryParameters: { returnRecognitionModel: true } })),
    groups: (start, top) => bodyOf(groups.get({ queryParameters: { start, top } })),
    updateGroup: (id, body) => bodyOf(at("", id).patch({ body })),
    deleteGroup: (id) => bodyOf(at("", id).delete()),

    // Resolves to the training's last status.
    async train(id) {
      const queued = await answer(at("/train", id).post());
      const poller = await getLongRunningPoller(client, queued, { intervalInMs: 20 });
      return (await poller.pollUntilDone()).body;
    },
    training: (id) => bodyOf(at("/training", id).get()),

    createPerson: (group, body) => bodyOf(at("/persons", group).post({ body })),
    person: (...ids) => bodyOf(at(person, ...ids).get()),
    persons: (group, start, top) => bodyOf(at("/persons", group).get({ queryParameters: { start, top } })),
    updatePerson: (group, id, body) => bodyOf(at(person, group, id).patch({ body })),
    deletePerson: (...ids) => bodyOf(at(person, ...ids).delete()),

    addFace: (group, id, bytes, query) => bodyOf(at(`${person}/persistedfaces`, group, id).post(picture(bytes, query))),
    face: (...ids) => bodyOf(at(face, ...ids).get()),
    updateFace: (group, id, faceId, body) => bodyOf(at(face, group, id, faceId).patch({ body })),
    deleteFace: (...ids) => bodyOf(at(face, ...ids).delete()),

    detect: (bytes, query) => bodyOf(client.path("/detect").post(picture(bytes, query))),
    detectUrl: (url) => bodyOf(client.path("/detect").post({ contentType: "application/json", body: { url } })),
    identify: (faceIds, options) => bodyOf(client.path("/identify").post({ body: { faceIds, ...options } })),
    verifyFaces: (faceId1, faceId2) => bodyOf(client.path("/verify").post({ body: { faceId1, faceId2 } })),
    verifyPerson: (faceId, personId, options) =>
      bodyOf(client.path("/verify").post({ body: { faceId, personId, ...options } })),
    findSimilar: (faceId, options) => bodyOf(client.path("/findsimilars").post({ body: { faceId, ...options } })),
    groupFaces: (faceIds) => bodyOf(client.path("/group").post({ body: { faceIds } })),
  };
}
