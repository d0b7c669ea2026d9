// Accessibility by axe-core, to WCAG 2.2 AA.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];
let source = null;

/**
 * Fails on any violation, naming each rule and the elements that break it.
 *
 * The engine is evaluated in the page, not added as a script, so a strict content security policy stays in force.
 *
 * @param {import("playwright-core").Page} page in a context where scripts run
 */
export async function axe(page) {
  source ??= await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(`${source};void 0`);
  const violations = await page.evaluate(async (tags) => {
    const options = {
      runOnly: { type: "tag", values: tags },
      resultTypes: ["violations"],
      // Off by default in axe, yet part of 2.2 AA (2.5.8).
      rules: { "target-size": { enabled: true } },
    };
    return (await window.axe.run(document, options)).violations;
  }, TAGS);
  if (violations.length > 0) {
    const where = `${page.url()} (${page.viewportSize()?.width} px)`;
    throw new Error([`${where} breaks WCAG 2.2 AA:`, ...violations.map(describe)].join("\n"));
  }
}

function describe(violation) {
  const targets = violation.nodes.map((node) => `    ${node.target.flat().join(" ")}: ${firstReason(node)}`);
  return [`  ${violation.id}: ${violation.help}`, ...targets].join("\n");
}

function firstReason(node) {
  const [check] = [...node.any, ...node.all, ...node.none];
  return check ? check.message : node.failureSummary;
}
