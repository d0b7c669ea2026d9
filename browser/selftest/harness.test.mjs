// The harness tried on a site whose faults are known: it must see each of them, and none in sound pages.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  axe,
  discover,
  dress,
  everyPage,
  fitsWidth,
  keyboardWalk,
  openBrowser,
  openContext,
  openWithoutScripts,
  shapeOf,
  shot,
  signIn,
  watch,
} from "../harness.mjs";
import { compress, crc32, decode, quantise } from "../lib/png.mjs";
import { readSignIn, startProgram } from "../lib/program.mjs";
import { PEOPLE, serve } from "./site.mjs";

const PROGRAM = fileURLToPath(new URL("program.mjs", import.meta.url));
const RUN = fileURLToPath(new URL("../run.mjs", import.meta.url));

let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([openBrowser(), serve()]);
  process.env.PLUMBLINE_ADDRESS = site.address;
  process.env.PLUMBLINE_SIGN_INS = JSON.stringify(PEOPLE);
});
after(() => Promise.all([browser.close(), site.stop()]));

async function onPage(path, options, work) {
  const context = await openContext(browser, options);
  const page = await context.newPage();
  try {
    const complaints = watch(page);
    if (path) await page.goto(path);
    return await work(page, complaints);
  } finally {
    await context.close();
  }
}

test("every page comes in both themes, wide and narrow", () => {
  const entries = everyPage([{ name: "a", path: "/a" }]);
  assert.deepEqual(
    entries.map((each) => `${each.name} ${each.theme} ${each.width}`),
    ["a light 1440", "a light 390", "a dark 1440", "a dark 390"],
  );
});

test("addresses that differ in ids alone are one shape", () => {
  const shape = (path) => shapeOf(new URL(path, "http://127.0.0.1"));
  assert.equal(shape("/systems/0190c3f0-0000-7000-8000-000000000001/edit"), "/systems/{id}/edit");
  assert.equal(shape("/r/SYS-12/versions/3"), "/r/{reference}/versions/{number}");
  assert.equal(shape("/systems?sort=b&page=2#row"), "/systems?page&sort");
  assert.equal(shape("/r/use?size.name=wide"), shape("/r/risk?size.owner=narrow"));
  assert.equal(shape("/impact/AIA-0001/step/people"), shape("/impact/AIA-0002/step/safety"));
  assert.equal(shape("/library/ibm-risk-atlas/bias"), shape("/library/owasp-llm/LLM01"));
});

test("a sign-in line is told from other lines", () => {
  assert.deepEqual(readSignIn("owner\tasha@example.org\tlong words"), {
    role: "owner",
    email: "asha@example.org",
    password: "long words",
  });
  assert.equal(readSignIn("Filling\tthe\tdemonstration"), null);
  assert.equal(readSignIn("owner asha@example.org words"), null);
});

test("a person signs in and finds one page of every shape", async () => {
  await onPage(null, {}, async (page, complaints) => {
    await signIn(page, "owner");
    const pages = await discover(page);
    assert.deepEqual(
      pages.map((each) => `${each.status} ${each.name} ${each.path}`),
      [
        "200 home /",
        "200 records-page /records?page=2",
        "200 form /form",
        "200 records-id /records/0190c3f0-0000-7000-8000-000000000001",
      ],
    );
    assert.deepEqual(complaints, []);
  });
});

test("a wrong password and an unknown role are said", async () => {
  process.env.PLUMBLINE_SIGN_INS = JSON.stringify([{ ...PEOPLE[0], password: "wrong" }]);
  try {
    await onPage(null, {}, async (page) => {
      await assert.rejects(signIn(page, "owner"), /owner was not signed in: Wrong password/);
      await assert.rejects(signIn(page, "nobody"), /has no nobody; it has owner/);
    });
  } finally {
    process.env.PLUMBLINE_SIGN_INS = JSON.stringify(PEOPLE);
  }
});

test("a person signs in without scripts", async () => {
  const context = await openWithoutScripts(browser);
  const page = await context.newPage();
  await signIn(page, "auditor");
  assert.equal(await page.locator("h1").innerText(), "Home");
  await page.goto("/broken/script");
  assert.equal(await page.locator("h1").innerText(), "script");
  await context.close();
});

test("sound pages break nothing, under a policy that refuses every script", async () => {
  await onPage("/", {}, async (page, complaints) => {
    for (const entry of everyPage()) {
      await dress(page, entry);
      await axe(page);
      await fitsWidth(page);
    }
    assert.deepEqual(complaints, []);
  });
});

for (const [name, options, expected] of [
  ["contrast", {}, /color-contrast[^]*#pale/],
  ["dark-contrast", { theme: "dark" }, /color-contrast[^]*#murky/],
  ["label", {}, /label[^]*#bare/],
  ["target", {}, /target-size/],
]) {
  test(`axe names ${name}`, () =>
    onPage(`/broken/${name}`, options, (page) => assert.rejects(axe(page), expected)));
}

test("what is unreadable in the dark alone passes by day", () => onPage("/broken/dark-contrast", {}, axe));

test("a page wider than a phone is named with what sticks out", async () => {
  await onPage("/broken/wide", { width: 390 }, (page) => assert.rejects(fitsWidth(page), /wider[^]*div\.slab/));
  await onPage("/broken/wide", { width: 1440 }, fitsWidth);
});

test("the keyboard reaches everything, a group of radio buttons being one stop", async () => {
  await onPage(null, {}, async (page) => {
    await signIn(page, "owner");
    await page.goto("/form");
    const stops = await keyboardWalk(page);
    assert.deepEqual(stops, ['a "Skip to content"', 'input "which"', 'input "why"', 'button "Save"']);
  });
});

test("a trap and unseen focus are named", async () => {
  await onPage("/broken/trap", {}, (page) =>
    assert.rejects(keyboardWalk(page), /Tab does not reach a "Never reached"/));
  await onPage("/broken/unseen", {}, (page) =>
    assert.rejects(keyboardWalk(page), /focus cannot be seen on button "Ghost"/));
});

test("errors in scripts and foreign addresses are noticed", async () => {
  await onPage("/broken/script", {}, (_, complaints) => assert.match(complaints.join(), /thrown by the page/));
  await onPage("/broken/foreign", {}, (_, complaints) => assert.match(complaints.join(), /ERR_NAME_NOT_RESOLVED/));
});

test("a picture is written on request alone, and small", async () => {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-shot-"));
  try {
    await onPage("/", {}, async (page) => {
      assert.equal(await shot(page, "home", { folder }), null);
      process.env.TOUR = "1";
      const file = await shot(page, "home", { folder });
      const png = await readFile(file);
      assert.equal(file, join(folder, "home.png"));
      assert.ok(png.length < 40_000, `${png.length} bytes`);
      const { width, height } = decode(png);
      assert.deepEqual([width, height], [1440, 900]);
      await assert.rejects(shot(page, "../home", { folder }), /no name/);
    });
  } finally {
    delete process.env.TOUR;
    await rm(folder, { recursive: true, force: true });
  }
});

test("a compressed picture shows the same in the browser", async () => {
  await onPage("/", {}, async (page) => {
    const png = await page.screenshot({ type: "png" });
    const small = compress(png);
    assert.ok(small.length < png.length);
    // Chromium's own decoder is the judge of both.
    const difference = await page.evaluate(async (pictures) => {
      const [one, other] = await Promise.all(
        pictures.map(async (text) => {
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
          canvas.drawImage(bitmap, 0, 0);
          return canvas.getImageData(0, 0, bitmap.width, bitmap.height).data;
        }),
      );
      return one.reduce((most, value, index) => Math.max(most, Math.abs(value - other[index])), 0);
    }, [png.toString("base64"), small.toString("base64")]);
    assert.ok(difference <= 16, `a colour is off by ${difference}`);
  });
});

test("many colours become 256 that are near", () => {
  const pixels = Uint32Array.from({ length: 4096 }, (_, index) => {
    const [red, green, blue] = [index >> 8, (index >> 4) & 15, index & 15].map((level) => level * 17);
    return (red << 16) | (green << 8) | blue;
  });
  const { palette, indexes } = quantise(pixels);
  assert.equal(palette.length, 256);
  const off = (one, other) => Math.max(...[16, 8, 0].map((at) => Math.abs(((one >> at) & 255) - ((other >> at) & 255))));
  const worst = pixels.reduce((most, pixel, index) => Math.max(most, off(pixel, palette[indexes[index]])), 0);
  // 256 boxes over a cube of 16³ colours hold 16 each: about 43 a side, so half of that from the middle, and slack.
  assert.ok(worst <= 34, `a colour is off by ${worst}`);
});

test("the checksum is the one of the standard", () => {
  // The check value of CRC-32/ISO-HDLC.
  assert.equal(crc32(Buffer.from("123456789")), 0xcbf43926);
});

test("the program is started, read and ended", async () => {
  const program = await startProgram(PROGRAM);
  assert.deepEqual(program.signIns, PEOPLE);
  assert.equal((await fetch(program.address)).status, 200);
  await program.stop();
  await assert.rejects(fetch(program.address));
});

test("a program that ends early is an error with its last words", async () => {
  process.env.SELFTEST_DIES = "1";
  try {
    await assert.rejects(startProgram(PROGRAM), /ended with code 3 before it served[^]*no space left/);
  } finally {
    delete process.env.SELFTEST_DIES;
  }
  await assert.rejects(startProgram("/no/such/program"), /ENOENT/);
});

function runAll(broken, ...names) {
  const env = { ...process.env, SELFTEST_BROKEN: broken };
  // A test runner inside a test runner would report to the outer one.
  delete env.NODE_TEST_CONTEXT;
  return new Promise((done) => {
    execFile(process.execPath, [RUN, "--binary", PROGRAM, ...names], { env }, (error, stdout, stderr) =>
      done({ code: error?.code ?? 0, said: stdout + stderr }));
  });
}

test("the tests of the program pass on a sound site, and fail on sites with a fault", async () => {
  // The other tests know the program's own pages.
  const sound = ["every_page", "keyboard", "without_scripts"];
  const sites = [
    ["", sound, 0, /fail 0/],
    ["label", ["every_page"], 1, /bare/],
    ["wide", ["every_page"], 1, /div\.slab/],
    ["trap", ["keyboard"], 1, /Never reached/],
  ];
  await Promise.all(
    sites.map(async ([broken, tests, wanted, expected]) => {
      const { code, said } = await runAll(broken, ...tests);
      assert.equal(code, wanted, `${broken || "sound"}: ${said}`);
      assert.match(said, expected);
    }),
  );
});
