// `facerec`, as built: its server in a process of its own, and the portraits that it draws.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const program = process.env.FACEREC_BIN;

// The clients would take a proxy of the environment for the loopback address, too.
for (const name of ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
  delete process.env[name];

const run = promisify(execFile);

function temporaryDirectory() {
  return mkdtemp(join(tmpdir(), "facerec-clients-"));
}

async function filesOf(folder) {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map((name) => readFile(join(folder, name))));
}

const firstPerson = 1; // the seeds 0 and 4 look so much alike that LBPH takes one for the other

// [person][number] → the bytes of a portrait; each person's first one is frontal.
export async function drawPortraits(people, perPerson) {
  const directory = await temporaryDirectory();
  const options = { first: firstPerson, people, "per-person": perPerson };
  const named = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const { stdout } = await run(program, ["portraits", directory, ...named, "--json"]);
  const portraits = await Promise.all(JSON.parse(stdout).map(filesOf));
  await rm(directory, { recursive: true });
  return portraits;
}

async function whereItListens(child, ended) {
  for await (const line of createInterface({ input: child.stdout })) {
    const said = /^Listening at (\S+)/.exec(line);
    if (said) return said[1];
  }
  const [code] = await ended;
  throw new Error(`facerec serve ended before it listened, with exit code ${code}`);
}

// Starts the server on a free port, with nothing in its data folder. `stop` fails where it does not end cleanly.
export async function startServer(...options) {
  const directory = await temporaryDirectory();
  const key = "conformance";
  const child = spawn(program, ["serve", "--port", "0", "--data", join(directory, "data"), ...options], {
    env: { ...process.env, FACE_APIKEY: key },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = once(child, "exit");
  const endpoint = await whereItListens(child, ended);
  child.stdout.resume();
  // A server that a failed test has left does not keep the tests from ending; it ends with them.
  child.unref();
  child.stdout.unref();
  const stop = async () => {
    child.ref();
    child.kill("SIGTERM");
    const [code, signal] = await ended;
    process.off("exit", kill);
    await rm(directory, { recursive: true });
    if (code !== 0) throw new Error(`facerec serve ended with exit code ${code}, signal ${signal}`);
  };
  return { endpoint, key, stop };
}
