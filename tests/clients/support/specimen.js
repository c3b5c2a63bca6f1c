// What the examples of the specification are about, as the server under test has it: a trained group of either kind, a
// person with a face in each, and a picture.
import { groupKinds } from "./group_kinds.js";

const id = "specimen";
const model = "recognition_04";

export class Specimen {
  #server;
  #portrait;
  #members = {}; // by kind of group

  constructor({ endpoint, key }, version, portrait) {
    this.#server = { base: `${endpoint}/face/${version}`, headers: { "Ocp-Apim-Subscription-Key": key } };
    this.#portrait = portrait;
  }

  // {status, headers, body}; `body` is undefined where the answer is empty.
  async send(method, { path, query = "", body }) {
    const isPicture = Buffer.isBuffer(body);
    const type = isPicture ? "application/octet-stream" : "application/json";
    const response = await fetch(`${this.#server.base}${path}?${query}`, {
      method,
      headers: { ...this.#server.headers, ...(body === undefined ? {} : { "Content-Type": type }) },
      body: isPicture || body === undefined ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
  }

  async prepare() {
    for (const kind of groupKinds) this.#members[kind.idName] = await this.#enrol(`${kind.path}/${id}`);
    const [face] = await this.#detect();
    const { left, top, width, height } = face.faceRectangle;
    this.targetFace = [left, top, width, height];
  }

  // The values of an example, with ids and pictures that the server knows.
  async ownValues(values) {
    const { personId, persistedFaceId } = this.#members[this.#kindOf(values)];
    const own = { personId, persistedFaceId, targetFace: this.targetFace, imageContent: this.#portrait };
    Object.assign(own, { Image: this.#portrait, largePersonGroupId: id, personGroupId: id, start: "0" });
    return this.#replace(values, own);
  }

  // Waits until no training runs.
  async settle() {
    for (const { path } of groupKinds) await this.#trained(`${path}/${id}`);
  }

  #kindOf(values) {
    const isLarge = "largePersonGroupId" in { ...values, ...values.body };
    return groupKinds[isLarge ? 0 : 1].idName;
  }

  async #replace(values, own) {
    const replaced = {};
    for (const [name, value] of Object.entries(values)) {
      if (name in own) replaced[name] = own[name];
      else if (/^faceId\d?$/.test(name)) replaced[name] = await this.#faceId();
      else if (name === "faceIds") replaced[name] = await Promise.all(value.map(() => this.#faceId()));
      else replaced[name] = name === "body" ? await this.#replace(value, own) : value;
    }
    return replaced;
  }

  async #detect() {
    const query = new URLSearchParams({ recognitionModel: model });
    return (await this.send("POST", { path: "/detect", query, body: this.#portrait })).body;
  }

  async #faceId() {
    return (await this.#detect())[0].faceId;
  }

  async #enrol(group) {
    const values = { name: "Specimen", userData: "of stone" };
    await this.send("PUT", { path: group, body: { ...values, recognitionModel: model } });
    const { personId } = (await this.send("POST", { path: `${group}/persons`, body: values })).body;
    const faces = `${group}/persons/${personId}/persistedfaces`;
    const query = new URLSearchParams({ userData: "frontal" });
    const { persistedFaceId } = (await this.send("POST", { path: faces, query, body: this.#portrait })).body;
    await this.send("POST", { path: `${group}/train` });
    await this.#trained(group);
    return { personId, persistedFaceId };
  }

  async #trained(group) {
    let status;
    do status = (await this.send("GET", { path: `${group}/training` })).body?.status;
    while (status === "running" || status === "notStarted" || status === "notstarted");
  }
}
