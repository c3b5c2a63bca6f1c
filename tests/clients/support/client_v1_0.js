// Microsoft's client of v1.0, @azure/cognitiveservices-face, behind the calls that the tests make.
import cognitiveServicesFace from "@azure/cognitiveservices-face";
import { CognitiveServicesCredentials } from "@azure/ms-rest-azure-js";

import { Failure } from "./failure.js";

export const version = "v1.0";

// What the client refuses by itself is thrown as it is: it has no status.
async function answer(request) {
  try {
    return await request;
  } catch (error) {
    if (!error.statusCode) throw error;
    throw new Failure(error.statusCode, error.code, error.message, error.response.headers.get("x-ms-error-code"));
  }
}

// Asks until the training has ended; the client has no poller of its own.
async function trained(groups, id) {
  let status;
  do status = await answer(groups.getTrainingStatus(id));
  while (status.status === "running" || status.status === "nonstarted");
  return status;
}

// `kind`: the groups that the calls are about.
export function connect({ endpoint, key }, kind) {
  const client = new cognitiveServicesFace.FaceClient(new CognitiveServicesCredentials(key), endpoint);
  const { face, [kind.groups]: groups, [kind.persons]: persons } = client;
  return {
    version,
    client,

    createGroup: (id, { name, ...options }) => answer(groups.create(id, name, options)),
    group: (id) => answer(groups.get(id, { returnRecognitionModel: true })),
    groups: (start, top) => answer(groups.list({ start, top })),
    updateGroup: (id, body) => answer(groups.update(id, body)),
    deleteGroup: (id) => answer(groups.deleteMethod(id)),

    async train(id) {
      await answer(groups.train(id));
      return trained(groups, id);
    },
    training: (id) => answer(groups.getTrainingStatus(id)),

    createPerson: (group, body) => answer(persons.create(group, body)),
    person: (...ids) => answer(persons.get(...ids)),
    persons: (group, start, top) => answer(persons.list(group, { start, top })),
    updatePerson: (group, id, body) => answer(persons.update(group, id, body)),
    deletePerson: (...ids) => answer(persons.deleteMethod(...ids)),

    addFace: (group, id, bytes, query) => answer(persons.addFaceFromStream(group, id, bytes, query)),
    face: (...ids) => answer(persons.getFace(...ids)),
    updateFace: (group, id, faceId, body) => answer(persons.updateFace(group, id, faceId, body)),
    deleteFace: (...ids) => answer(persons.deleteFace(...ids)),

    detect: (bytes, query) => answer(face.detectWithStream(bytes, query)),
    detectUrl: (url) => answer(face.detectWithUrl(url)),
    identify: (faceIds, options) => answer(face.identify(faceIds, options)),
    verifyFaces: (faceId1, faceId2) => answer(face.verifyFaceToFace(faceId1, faceId2)),
    verifyPerson: (faceId, personId, options) => answer(face.verifyFaceToPerson(faceId, personId, options)),
    findSimilar: (faceId, options) => answer(face.findSimilar(faceId, options)),
    groupFaces: (faceIds) => answer(face.group(faceIds)),
  };
}
