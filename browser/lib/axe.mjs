// Accessibility by axe-core, to WCAG 2.2 AA.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];
let source = null;

/** What can differ between two themes of the same page; the rest is the same markup in the same places. */
export const COLOURS = ["color-contrast", "link-in-text-block"];
/** What can differ between two widths of the same page. */
export const LAYOUT = ["target-size", "scrollable-region-focusable"];

/**
 * Fails on any violation, naming each rule and the elements that break it.
 *
 * The engine is evaluated in the page, not added as a script, so a strict content security policy stays in force.
 *
 * @param {import("playwright-core").Page} page in a context where scripts run
 * @param {{only?: string[], without?: string[]}} options rules that alone are asked for, as on a page that was tried in full in
 *   another theme or width; or rules that are not
 */
export async function axe(page, { only = [], without = [] } = {}) {
  source ??= await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(`${source};void 0`);
  const violations = await page.evaluate(async ([tags, only, without]) => {
    const off = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
    // The rule on the size of targets is off by default in axe, yet part of 2.2 AA (2.5.8).
    const all = { runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true }, ...off } };
    const rules = only.length > 0 ? { runOnly: { type: "rule", values: only } } : all;
    // Its reading of every style sheet anew serves rules that are not asked for.
    return (await window.axe.run(document, { ...rules, preload: false, resultTypes: ["violations"] })).violations;
  }, [TAGS, only, without]);
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
