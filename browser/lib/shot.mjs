// Pictures for the tour in the documentation.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compress } from "./png.mjs";

const TOUR = fileURLToPath(new URL("../../docs/tour", import.meta.url));

/**
 * Writes `docs/tour/NAME.png` when `TOUR=1`, and does nothing otherwise, so a test run changes no file.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} name small letters, figures and dashes
 * @param {{folder?: string, fullPage?: boolean}} options
 * @returns {Promise<string | null>} the file that was written
 */
export async function shot(page, name, { folder = TOUR, fullPage = false } = {}) {
  if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`"${name}" is no name for a picture`);
  if (process.env.TOUR !== "1") return null;
  const png = await page.screenshot({ type: "png", fullPage, animations: "disabled", caret: "hide" });
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.png`);
  await writeFile(file, compress(png));
  return file;
}
