// How a client causes each documented error: the table that it is in, its message, and the call that brings it.
import { sideBySide, withoutFace } from "./pictures.js";

const nobody = "00000000-0000-4000-8000-000000000000";
const words = (count) => "w".repeat(count);
const bytes = (count) => Buffer.alloc(count);

// The client of v1.0 sees the mistake by itself and sends nothing.
const seen = { seenByV1_0: true };

// What the calls below are about: two groups, of which one is trained, two persons in that, of whom one has a face, and
// faceIds of two recognition models.
export async function prepare(api, frontal, other) {
  const newest = { recognitionModel: "recognition_04" };
  await api.createGroup("trained", { name: "Trained", ...newest });
  await api.createGroup("untrained", { name: "Untrained", ...newest });
  const { personId: person } = await api.createPerson("trained", { name: "Ruby" });
  const { personId: faceless } = await api.createPerson("trained", { name: "Jade" });
  await api.addFace("trained", person, frontal);
  await api.train("trained");
  const faceIdOf = async (query) => (await api.detect(frontal, query))[0].faceId;
  const faces = { face: await faceIdOf(newest), olderFace: await faceIdOf({}) };
  return { api, frontal, other, person, faceless, ...faces };
}

const common = [
  ["Request body is invalid.", (on) => on.api.identify(["7"], { largePersonGroupId: "trained" }), seen],
  [
    "'recognitionModel' is invalid.",
    (on) => on.api.createGroup("g", { name: "G", recognitionModel: "recognition_09" }),
  ],
  ["'detectionModel' is invalid.", (on) => on.api.detect(on.frontal, { detectionModel: "detection_09" })],
  ["'name' is empty.", (on) => on.api.createPerson("trained", { name: "" })],
  ["'name' is too long.", (on) => on.api.createPerson("trained", { name: words(129) }), seen],
  ["'userData' is too long.", (on) => on.api.createPerson("trained", { name: "P", userData: words(16385) }), seen],
  ["'start' is too long.", (on) => on.api.persons("trained", words(65))],
  ["'top' is invalid.", (on) => on.api.persons("trained", "", 1001), seen],
  [
    "Argument targetFace out of range.",
    (on) => on.api.addFace("trained", on.person, on.frontal, { targetFace: [0, 0, 401, 400] }),
  ],
  [
    "Invalid argument targetFace.",
    (on) => on.api.addFace("trained", on.person, on.frontal, { targetFace: [0, 0, 0, 9] }),
  ],
  ["Decoding error, image format unsupported.", (on) => on.api.detect(bytes(2048))],
  ["No face detected in the image.", (on) => on.api.addFace("trained", on.person, withoutFace())],
  [
    "There is more than 1 face in the image.",
    (on) => on.api.addFace("trained", on.person, sideBySide(on.frontal, on.other)),
  ],
  ["Image size is too small.", (on) => on.api.detect(bytes(1023))],
  ["Image size is too big.", (on) => on.api.detect(bytes(6 * 1024 * 1024 + 1))],
];

const detect = [
  [
    "Invalid argument returnFaceAttributes.",
    (on) => on.api.detect(on.frontal, { returnFaceAttributes: ["shoes"] }),
    seen,
  ],
  [
    "'returnFaceAttributes' is not supported by detection_02.",
    (on) => on.api.detect(on.frontal, { detectionModel: "detection_02", returnFaceAttributes: ["blur"] }),
  ],
  [
    "'returnLandmarks' is not supported by detection_02.",
    (on) => on.api.detect(on.frontal, { detectionModel: "detection_02", returnFaceLandmarks: true }),
  ],
  [
    "Return Attributes (emotion, gender, age, smile, facial hair, hair and makeup) have been deprecated and are no longer supported.",
    (on) => on.api.detect(on.frontal, { returnFaceAttributes: ["age"] }),
  ],
];

function identify(kind) {
  const inGroup = (id) => ({ [kind.idName]: id });
  const trained = inGroup("trained");
  return [
    ["'recognitionModel' is incompatible.", (on) => on.api.identify([on.olderFace], trained)],
    [`${kind.words} ID is invalid.`, (on) => on.api.identify([on.face], inGroup("Upper")), seen],
    [
      "The argument maxNumOfCandidatesReturned is not valid.",
      (on) => on.api.identify([on.face], { ...trained, maxNumOfCandidatesReturned: 101 }),
      seen,
    ],
    [
      "The argument confidenceThreshold is not valid.",
      (on) => on.api.identify([on.face], { ...trained, confidenceThreshold: 1.5 }),
    ],
    ["The length of faceIds is not in a valid range.", (on) => on.api.identify([], trained)],
    ["Face is not found.", (on) => on.api.identify([nobody], trained)],
    [`${kind.words} is not found.`, (on) => on.api.identify([on.face], inGroup("nowhere"))],
    [`${kind.words} not trained.`, (on) => on.api.identify([on.face], inGroup("untrained"))],
    [
      "Large person group ID and person group ID are both not null.",
      (on) => on.api.identify([on.face], { largePersonGroupId: "trained", personGroupId: "trained" }),
    ],
    ["Large person group ID and person group ID are both null.", (on) => on.api.identify([on.face], {})],
  ];
}

function verify(kind) {
  const inGroup = (id) => ({ [kind.idName]: id });
  const capitals = kind.words.replace(/person group/i, "Person Group"); // as this table has it
  return [
    ["'recognitionModel' is incompatible.", (on) => on.api.verifyFaces(on.face, on.olderFace)],
    ["Face ID is invalid.", (on) => on.api.verifyFaces("7", on.face), seen],
    ["Person ID is invalid.", (on) => on.api.verifyPerson(on.face, "7", inGroup("trained")), seen],
    [`${kind.words} ID is invalid.`, (on) => on.api.verifyPerson(on.face, on.person, inGroup("Upper")), seen],
    [`${capitals} is not found.`, (on) => on.api.verifyPerson(on.face, on.person, inGroup("nowhere"))],
    ["Face is not found.", (on) => on.api.verifyFaces(on.face, nobody)],
    ["Person is not found.", (on) => on.api.verifyPerson(on.face, nobody, inGroup("trained")), { status: 404 }],
    [
      "No persisted face of the person is found.",
      (on) => on.api.verifyPerson(on.face, on.faceless, inGroup("trained")),
    ],
  ];
}

const findSimilar = [
  ["'recognitionModel' is incompatible.", (on) => on.api.findSimilar(on.face, { faceIds: [on.olderFace] })],
  ["Mode is invalid.", (on) => on.api.findSimilar(on.face, { faceIds: [on.face], mode: "matchShoe" }), seen],
  ["Face list ID is invalid.", (on) => on.api.findSimilar(on.face, { faceListId: "Upper" }), seen],
  ["Large face list ID is invalid.", (on) => on.api.findSimilar(on.face, { largeFaceListId: "Upper" }), seen],
  ["LargeFaceListId, faceListId and faceIds are all null.", (on) => on.api.findSimilar(on.face, {})],
  [
    "2 or more of largeFaceListId, faceListId and faceIds are not null.",
    (on) => on.api.findSimilar(on.face, { faceIds: [on.face], faceListId: "list" }),
  ],
  [
    "The argument maxNumOfCandidatesReturned is not valid.",
    (on) => on.api.findSimilar(on.face, { faceIds: [on.face], maxNumOfCandidatesReturned: 1001 }),
    seen,
  ],
  ["The length of faceIds is not in a valid range.", (on) => on.api.findSimilar(on.face, { faceIds: [] })],
  ["Face is not found.", (on) => on.api.findSimilar(nobody, { faceIds: [on.face] })],
  ["Face list is not found.", (on) => on.api.findSimilar(on.face, { faceListId: "list" })],
  ["Large face list is not found.", (on) => on.api.findSimilar(on.face, { largeFaceListId: "list" })],
];

const group = [
  ["'recognitionModel' is incompatible.", (on) => on.api.groupFaces([on.face, on.olderFace])],
  ["The length of faceIds is not in a valid range.", (on) => on.api.groupFaces([on.face])],
];

function groups({ words: kindWords }) {
  const missing = { status: 404 };
  return [
    [`${kindWords} ID is invalid.`, (on) => on.api.createGroup("Upper", { name: "G" }), { ...seen, status: 400 }],
    [`${kindWords} is not found.`, (on) => on.api.group("nowhere")],
    [`${kindWords} ID is invalid.`, (on) => on.api.group("Upper"), { ...seen, ...missing }],
    ["Person `<personId>` is not found.", (on) => on.api.person("trained", nobody)],
    ["Person ID is invalid.", (on) => on.api.person("trained", "7"), seen],
    ["Persisted face `<faceId>` is not found.", (on) => on.api.face("trained", on.person, nobody)],
    ["Persisted face ID is invalid.", (on) => on.api.face("trained", on.person, "7"), seen],
    [`${kindWords} not trained.`, (on) => on.api.training("untrained")],
    [`${kindWords} already exists.`, (on) => on.api.createGroup("trained", { name: "G" })],
  ];
}

const withoutChanges = ["Both 'name' and 'userData' are empty.", (on) => on.api.updateGroup("trained", {})];

// [{scope, message, cause, status, seenByV1_0}]; `status` where two rows of a table have the message.
export function errorCauses(kind) {
  const tables = { common, detect, findSimilar, group, identify: identify(kind), verify: verify(kind) };
  tables[kind.scope] = groups(kind);
  if (kind.scope === "largepersongroup") tables[kind.scope].push(withoutChanges);
  return Object.entries(tables).flatMap(([scope, causes]) =>
    causes.map(([message, cause, more]) => ({ scope: scope.toLowerCase(), message, cause, ...more })),
  );
}

// Errors that the server gives on demand only, by its options. `v1_0`: what is known to come from that version instead.
export const errorsOnDemand = [
  {
    message: "Invalid image URL.",
    options: ["--allow-url-fetch"],
    cause: ({ api }) => api.detectUrl("no URL"),
  },
  {
    message:
      'Invalid image URL or error downloading from target server. Remote server error returned: "An error occurred while sending the request."',
    options: ["--allow-url-fetch"],
    cause: ({ api }) => api.detectUrl("http://127.0.0.1/portrait.png"), // addresses of its own machine are taboo
  },
  {
    message:
      "Feature is not supported, missing approval for one or more of the following features: Identification, Verification.",
    options: ["--deny-identify"],
    cause: ({ api }) => api.identify([nobody], { largePersonGroupId: "trained" }),
    v1_0: { code: "InvalidRequest", message: "Invalid request has been sent." },
  },
  {
    message: "Rate limit is exceeded.",
    options: ["--fault", "*:429-bare"],
    cause: ({ api }) => api.groups(),
  },
].map((error) => ({ scope: "common", ...error }));

// What stands in a message for an id that the service does not have.
export function filledIn(message) {
  return message.replace(/<\w+>/, nobody);
}
