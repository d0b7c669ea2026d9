#!/usr/bin/env node
// Starts the program, runs every test against it, and ends the program again.
//
//   node run.mjs --binary PATH [--database postgres] [--tests FOLDER] [NAME…]
//
// With names, only the tests whose file name contains one of them. With a database, the program is on one of a server that is
// started for it, instead of files. `TOUR=1` also writes the pictures of docs/tour.
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startCluster } from "./lib/cluster.mjs";
import { startProgram } from "./lib/program.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    binary: { type: "string" },
    database: { type: "string" },
    tests: { type: "string", default: fileURLToPath(new URL("tests", import.meta.url)) },
  },
});
if (!values.binary || (values.database && values.database !== "postgres")) {
  console.error("usage: node run.mjs --binary PATH [--database postgres] [--tests FOLDER] [NAME…]");
  process.exit(2);
}

const wanted = (name) => positionals.length === 0 || positionals.some((each) => name.includes(each));
const names = (await readdir(values.tests)).filter((name) => name.endsWith(".mjs") && wanted(name)).sort();
if (names.length === 0) {
  console.error(`no test in ${values.tests}`);
  process.exit(2);
}

const cluster = values.database ? await startCluster() : null;
const program = await startProgram(resolve(values.binary), await cluster?.database("browser"));
const stop = async () => {
  await program.stop();
  await cluster?.stop();
};
process.env.PLUMBLINE_ADDRESS = program.address;
process.env.PLUMBLINE_SIGN_INS = JSON.stringify(program.signIns);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => stop().finally(() => process.exit(1)));
}
console.log(`program at ${program.address}, sign-ins: ${program.signIns.map((each) => each.role).join(", ")}`);

// Two files at a time; they share one program, so each makes the records that it changes.
const files = names.map((name) => resolve(join(values.tests, name)));
const results = run({ files, concurrency: 2 });
results.on("test:fail", () => {
  process.exitCode = 1;
});
results.once("end", () => void stop());
results.compose(spec).pipe(process.stdout);
