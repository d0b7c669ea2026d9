// A small site to try the harness on: sound pages behind a sign-in, and pages that each break one rule.
import { createServer } from "node:http";

export const PEOPLE = [
  { role: "owner", email: "owner@example.org", password: "owner's long password" },
  { role: "auditor", email: "auditor@example.org", password: "auditor's long password" },
];

const STYLE = `
  :root { color-scheme: light dark }
  body { font: 16px/1.5 sans-serif; margin: 1rem; color: #111; background: #fff }
  a { color: #00469b }
  a, button, input { display: inline-block; min-height: 24px; min-width: 24px }
  :focus-visible { outline: 3px solid #b35c00 }
  @media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } a { color: #9cc4ff } }
`;

// Each breaks one rule, in the way the tests expect to see named.
const BROKEN = {
  contrast: '<p id="pale" style="color: #999; background: #fff">Too pale to read</p>',
  "dark-contrast": '<p id="murky" style="color: #444">Readable by day only</p>',
  label: '<input id="bare">',
  target: '<a href="/" style="min-height:0;min-width:0;font-size:8px;line-height:8px">a</a>' +
    '<a href="/two" style="min-height:0;min-width:0;font-size:8px;line-height:8px">b</a>',
  wide: '<div class="slab" style="width: 600px">Wider than a phone</div>',
  unseen: '<style>#ghost:focus { outline: none }</style><button id="ghost" style="border:0">Ghost</button>',
  trap: '<button id="held">Held</button><a href="/never">Never reached</a>' +
    '<script>held.onkeydown = (event) => event.key === "Tab" && event.preventDefault()</script>',
  script: "<script>throw new Error('thrown by the page')</script>",
  foreign: '<script src="https://scripts.example/a.js"></script>',
};

const RECORDS = ["0190c3f0-0000-7000-8000-000000000001", "0190c3f0-0000-7000-8000-000000000002"];

function layout(title, body) {
  return `<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>${title}</title>
    <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><style>${STYLE}</style></head>
    <body><a href="#main">Skip to content</a><main id="main" tabindex="-1"><h1>${title}</h1>${body}</main></body></html>`;
}

function pages(broken) {
  const links = RECORDS.map((id) => `<li><a href="/records/${id}">Record ${id.slice(-1)}</a></li>`).join("");
  const fault = broken ? `<li><a href="/broken/${broken}">Broken</a></li>` : "";
  return {
    "/": layout("Home", `<ul><li><a href="/records?page=2">Records</a></li><li><a href="/form">Form</a></li>
      <li><a href="/export.csv">Export</a></li><li><a href="/sign-out">Sign out</a></li>
      <li><a href="https://elsewhere.example/">Elsewhere</a></li>${fault}</ul>`),
    "/records": layout("Records", `<ul>${links}<li><a href="/records?page=3">Next</a></li></ul>`),
    "/form": layout("Form", `<form method="post"><fieldset><legend>Which</legend>
      <label><input type="radio" name="which" value="a"> A</label><label><input type="radio" name="which" value="b"> B</label>
      </fieldset><label for="why">Why</label> <input id="why" name="why"><button>Save</button></form>`),
    ...Object.fromEntries(RECORDS.map((id) => [`/records/${id}`, layout("Record", "<p>One record.</p>")])),
    ...Object.fromEntries(Object.entries(BROKEN).map(([name, body]) => [`/broken/${name}`, layout(name, body)])),
  };
}

const SIGN_IN = layout("Sign in", `<form method="post" action="/sign-in">
  <p><label for="email">Email</label> <input id="email" name="email" type="email" autocomplete="username"></p>
  <p><label for="password">Password</label>
  <input id="password" name="password" type="password" autocomplete="current-password"></p>
  <button type="submit">Sign in</button></form>`);

async function bodyOf(request) {
  let text = "";
  for await (const part of request) text += part;
  return new URLSearchParams(text);
}

/**
 * Serves the site on a free port.
 *
 * @param {{broken?: string}} options `broken` links one of the broken pages from the first page
 */
export async function serve({ broken } = {}) {
  const site = pages(broken);
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://127.0.0.1");
    const send = (status, type, text, more = {}) =>
      response.writeHead(status, { "content-type": type, ...more }).end(text);
    if (request.method === "POST" && pathname === "/sign-in") {
      const form = await bodyOf(request);
      const known = PEOPLE.some(
        (each) => each.email === form.get("email") && each.password === form.get("password"),
      );
      return known
        ? send(303, "text/plain", "", { location: "/", "set-cookie": "session=1; HttpOnly; SameSite=Lax" })
        : send(422, "text/html", SIGN_IN.replace("<form", '<p role="alert">Wrong password</p><form'));
    }
    if (pathname === "/export.csv") {
      return send(200, "text/csv", "a,b\n", { "content-disposition": "attachment; filename=export.csv" });
    }
    const open = pathname.startsWith("/broken/") || request.headers.cookie?.includes("session=1");
    const page = open ? site[pathname] : SIGN_IN;
    // As strict as the program's own policy: the harness must not need an exception.
    const policy = pathname.startsWith("/broken/")
      ? {}
      : { "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; img-src data:" };
    return send(page ? 200 : 404, "text/html; charset=utf-8", page ?? layout("Not found", ""), policy);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    stop: () => new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    }),
  };
}
