// A provider of OpenID Connect (oidc-provider, certified), and a browser that signs in at it. Told what to do by lines of JSON on its input:
// {email, tamper?} signs somebody in at Simpul by way of the provider and answers what Simpul said.
import http from "node:http";
import readline from "node:readline";
import Provider from "oidc-provider";

const simpul = process.argv[2];
const server = http.createServer();
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;
const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");
console.info = console.warn = (...text) => console.error(...text);

const provider = new Provider(issuer, {
  clients: [{ client_id: "simpul", client_secret: "rahasia & panjang", redirect_uris: [`${simpul}/masuk/uji/kembali`] }],
  claims: { email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({ sub, email: sub.replace(/^lain-/, ""), email_verified: !sub.startsWith("palsu"), name: "Orang " + sub }),
  }),
});
provider.on("server_error", (_, error) => console.error(error));
server.on("request", provider.callback());

class Browser {
  jars = new Map();
  async go(url, options = {}) {
    const jar = this.jars.get(new URL(url).origin) ?? new Map();
    this.jars.set(new URL(url).origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { redirect: "manual", ...options, headers: { ...options.headers, cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const at = pair.indexOf("=");
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = answer.headers.get("location");
    return { status: answer.status, to: location && new URL(location, url).href, body: await answer.text(), set: answer.headers.getSetCookie() };
  }
  cookies(origin) {
    return Object.fromEntries(this.jars.get(origin) ?? []);
  }
}

async function signIn({ email, tamper }) {
  const browser = new Browser();
  // A session that somebody planted before.
  if (tamper === "fixation") browser.jars.set(simpul, new Map([["simpul", "A".repeat(43)]]));
  let page = await browser.go(`${simpul}/masuk/uji?ke=/publikasi/kunci`);
  const asked = page.to;
  for (let steps = 0; page.to && !page.to.startsWith(simpul) && steps < 20; steps++) {
    page = await browser.go(page.to);
    const form = /action="([^"]+)"[\s\S]*?name="prompt" value="(login|consent)"/.exec(page.body);
    if (form) {
      const fields = new URLSearchParams({ prompt: form[2], login: email, password: "x" });
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      page = await browser.go(new URL(form[1], issuer).href, { method: "POST", body: fields, headers });
    }
  }
  const back = new URL(page.to);
  if (tamper === "state") back.searchParams.set("state", "x".repeat(43));
  if (tamper === "iss") back.searchParams.set("iss", "https://lain.example");
  if (tamper === "no-iss") back.searchParams.delete("iss");
  if (tamper === "code") back.searchParams.set("code", "x".repeat(43));
  const by = tamper === "other-browser" ? new Browser() : browser;
  const before = new Map(Object.entries(browser.cookies(simpul)));
  let last = await by.go(back.href);
  if (tamper === "twice") {
    browser.jars.set(simpul, before);
    last = await browser.go(back.href);
  }
  return { status: last.status, to: last.to, asked, body: last.body, set: last.set, cookies: by.cookies(simpul) };
}

say({ issuer });
for await (const line of readline.createInterface({ input: process.stdin })) {
  try {
    say(await signIn(JSON.parse(line)));
  } catch (error) {
    say({ error: String(error.stack ?? error) });
  }
}
process.exit(0);
