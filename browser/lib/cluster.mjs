// A PostgreSQL server of the tests' own, in a folder of its own, gone when they are.
import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const SCRIPT = fileURLToPath(new URL("../../crates/testkit/cluster.sh", import.meta.url));
const INSTALLED = "/usr/lib/postgresql";

/**
 * Starts a server that does not flush to the disk.
 *
 * @returns {Promise<{database: (name: string) => Promise<string>, stop: () => Promise<void>}>} `database` makes an empty
 *   database and gives its address
 */
export async function startCluster() {
  const programs = folderOfPrograms();
  const script = readFileSync(SCRIPT, "utf8");
  const [command, ...before] = asSomebody();
  const child = spawn(command, [...before, "sh", "-c", script, "sh", programs, "off", "5432", "", ""], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((done) => {
    child.once("exit", done);
    child.once("error", done);
  });
  const place = await new Promise((resolve, reject) => {
    const said = [];
    createInterface({ input: child.stdout }).on("line", (line) => {
      said.push(line);
      if (line.startsWith("ready ")) resolve(line.slice("ready ".length));
    });
    ended.then(() => reject(new Error(`PostgreSQL does not start:\n${said.join("\n")}`)));
  });
  return {
    database: async (name) => {
      await promisify(execFile)(join(programs, "createdb"), ["-U", "plumbline", "-h", place, name]);
      return `postgres:///${name}?host=${place}&user=plumbline`;
    },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** Where the programs of the newest server on this machine are. */
function folderOfPrograms() {
  const named = process.env.PLUMBLINE_POSTGRES_BIN;
  if (named) return named;
  const versions = existsSync(INSTALLED) ? readdirSync(INSTALLED).map(Number).filter(Boolean) : [];
  const newest = versions.sort((a, b) => b - a).map((version) => join(INSTALLED, String(version), "bin"));
  const found = newest.find((folder) => existsSync(join(folder, "initdb")));
  if (!found) {
    throw new Error(
      "these tests need a PostgreSQL server: as root, run apt-get install -y postgresql, " +
        "or name the directory of initdb and postgres in PLUMBLINE_POSTGRES_BIN",
    );
  }
  return found;
}

/** PostgreSQL does not run as root. */
function asSomebody() {
  if (process.getuid?.() !== 0) return ["env"];
  try {
    execFileSync("id", ["postgres"], { stdio: "ignore" });
    return ["runuser", "-u", "postgres", "--"];
  } catch {
    return ["runuser", "-u", "nobody", "--"];
  }
}
