// Starts the program on a free port with an empty data folder, and ends it again.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

// On a machine that builds at the same time the demonstration takes its minutes.
const START_MS_MAX = 300_000;
const STOP_MS_MAX = 5_000;
// The sign-ins may be printed after the address; this long without a line means that there are no more.
const QUIET_MS = 500;

/**
 * Runs `BINARY demo --data FOLDER --port 0` and waits for its first words.
 *
 * The program prints a line that starts with `http://127.0.0.1:PORT`, and each sign-in of the demonstration as
 * `role<TAB>email<TAB>password`.
 *
 * @param {string} binary path of the program
 * @param {string | null} database address of the database that it is on, instead of files
 * @returns {Promise<{address: string, signIns: {role: string, email: string, password: string}[],
 *   stop: () => Promise<void>}>}
 */
export async function startProgram(binary, database = null) {
  const data = await mkdtemp(join(tmpdir(), "plumbline-browser-"));
  const on = database ? ["--database", database] : [];
  const child = spawn(binary, ["demo", "--data", join(data, "data"), "--port", "0", ...on], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((done) => {
    child.once("exit", (code, signal) => done(signal ?? `code ${code}`));
    child.once("error", (error) => done(error.message));
  });
  const complaints = [];
  createInterface({ input: child.stderr }).on("line", (line) => complaints.push(line));

  const stop = async () => {
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
    child.kill("SIGTERM");
    await ended;
    clearTimeout(late);
    await rm(data, { recursive: true, force: true });
  };

  try {
    const { address, signIns } = await firstWords(child.stdout, ended);
    if (database && existsSync(join(data, "data", "demo", "accounts.db"))) throw new Error("it is on files");
    return { address, signIns, stop };
  } catch (error) {
    await stop();
    throw new Error([`${binary} demo: ${error.message}`, ...complaints.slice(-20)].join("\n"));
  }
}

function firstWords(stdout, ended) {
  return new Promise((resolve, reject) => {
    let address = null;
    let quiet = null;
    const signIns = [];
    const late = setTimeout(
      () => reject(new Error(address ? "it printed no sign-in" : "it printed no address")),
      START_MS_MAX,
    );
    const settled = () => {
      clearTimeout(late);
      resolve({ address, signIns });
    };
    createInterface({ input: stdout }).on("line", (line) => {
      address ??= line.match(/^http:\/\/127\.0\.0\.1:\d+/)?.[0] ?? null;
      const signIn = readSignIn(line);
      if (signIn) signIns.push(signIn);
      clearTimeout(quiet);
      if (address && signIns.length > 0) quiet = setTimeout(settled, QUIET_MS);
    });
    ended.then((how) => {
      clearTimeout(late);
      clearTimeout(quiet);
      reject(new Error(`it ended with ${how} before it served`));
    });
  });
}

/** Reads `role<TAB>email<TAB>password`; anything else is `null`. */
export function readSignIn(line) {
  const parts = line.split("\t").map((part) => part.trim());
  if (parts.length !== 3 || parts.some((part) => part === "") || !parts[1].includes("@")) return null;
  const [role, email, password] = parts;
  return { role, email, password };
}
