#!/usr/bin/env node
// Stands in for the program: takes the same words, prints the same first lines, serves the small site.
import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { PEOPLE, serve } from "./site.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: "string" }, port: { type: "string" } },
});
if (positionals[0] !== "demo" || !values.data || values.port !== "0") process.exit(2);
mkdirSync(values.data);
if (process.env.SELFTEST_DIES) {
  console.error("no space left");
  process.exit(3);
}
const site = await serve({ broken: process.env.SELFTEST_BROKEN });
console.log("Filling the demonstration\twith records");
console.log(`${site.address}/ is ready`);
for (const person of PEOPLE) console.log(`${person.role}\t${person.email}\t${person.password}`);
process.on("SIGTERM", () => process.exit(0));
