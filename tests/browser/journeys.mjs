// What citizens come for, from beginning to end, as the keyboard and the finger do it. Each journey runs with JavaScript and, where it needs
// none, without.
import assert from "node:assert/strict";
import { go, page as fresh, press, text } from "./browser.mjs";

const href = (page, selector) => page.$eval(selector, (node) => node.getAttribute("href"));

/** Search, the nearest hall, directions. */
async function to_the_hall(page, base) {
  await page.goto(`${base}/`);
  await page.type("#q", "bikin ktp ilang");
  await page.type("#near", "Kota Bandung");
  await go(page, () => page.keyboard.press("Enter"));
  assert.match(await text(page, "#hasil"), /tempat ditemukan/);
  assert.ok((await page.$$(".peta-tempat a")).length > 0, "the list is a map too");
  const hall = await text(page, '.hasil a[href^="/mpp/"]');
  await press(page, '.hasil a[href^="/mpp/"]');
  assert.equal(await text(page, "h1"), hall);
  assert.match(await href(page, '.panel a[href^="https://www.google.com/maps/dir/"]'), /destination=.+/);
  const geo = await page.$('.panel a[href^="geo:"]');
  assert.ok(geo || (await text(page, ".panel")).includes("tidak diketahui"), "the way to a point that is not known is not made up");
  assert.ok(await page.$(".qr path"), "the wall of a village office gets its code");
}

/** The nearest that is open now, with the position granted. */
async function open_now_here(page, base) {
  await page.browserContext().overridePermissions(base, ["geolocation"]);
  await page.setGeolocation({ latitude: -6.9147, longitude: 107.6098 });
  await page.goto(`${base}/?q=ktp&open_at=now`);
  await press(page, "[data-mencari]");
  const asked = new URL(page.url()).searchParams;
  assert.equal(asked.get("near"), "-6.915,107.610", "no more of the position than is needed");
  assert.equal(asked.get("open_at"), "now");
  const km = await page.$$eval(".hasil p:not(.pengumuman) > strong", (all) => all.map((one) => parseFloat(one.textContent.replace(",", ".")) / (one.textContent.endsWith(" m") ? 1000 : 1)));
  assert.deepEqual(km, km.toSorted((a, b) => a - b), `the nearest first: ${km}`);
  const states = await page.$$eval(".hasil .lencana span:first-child", (all) => all.map((one) => one.className));
  assert.ok(states.length > 0 && states.every((state) => state === "buka"), `only what is open: ${states}`);
}

/** The same with the position refused: it is said what to do, and the typed name serves. */
async function open_now_refused(page, base) {
  await page.browserContext().overridePermissions(base, []);
  await page.goto(`${base}/?q=ktp&open_at=now`);
  await page.click("[data-mencari]");
  await page.waitForFunction(() => document.getElementById("pesan-lokasi").textContent.includes("Ketik nama"));
  assert.equal(await page.evaluate(() => document.activeElement.id), "near", "the next step is where the person is");
  await page.type("#near", "Kota Bandung");
  await go(page, () => page.keyboard.press("Enter"));
  assert.ok((await page.$$(".hasil > li")).length > 0);
}

/** Without JavaScript nothing offers what it cannot do, and the place is typed. */
async function open_now_typed(page, base) {
  await page.goto(`${base}/?q=ktp&near=Kota+Bandung&open_at=now`);
  assert.equal(await page.$eval("[data-mencari]", (node) => getComputedStyle(node).display), "none");
  assert.ok((await page.$$(".hasil > li")).length > 0);
}

/** A service's requirements, ticked off, sent and printed. */
async function checklist(page, base, javascript) {
  await page.goto(`${base}/?q=ktp+hilang&near=Kota+Bandung`);
  await press(page, '.hasil a[href^="/layanan/"]');
  const wanted = await page.$$eval(".centang-daftar span", (all) => all.map((one) => one.textContent));
  if (wanted.length === 0) assert.match(await text(page, ".daftar-periksa"), /tidak dicantumkan/);
  else {
    await page.click(".centang-daftar label");
    assert.ok(await page.$eval(".centang-daftar input", (box) => box.checked));
  }
  const sent = new URL(await href(page, '.bagikan a[href^="https://wa.me/"]')).searchParams.get("text");
  assert.ok(wanted.every((one) => sent.includes(one)) && sent.endsWith(page.url()), sent);
  assert.equal(await page.$eval("[data-cetak]", (node) => getComputedStyle(node).display === "none"), !javascript);
  await page.emulateMediaType("print");
  const shown = (selector) => page.$eval(selector, (node) => getComputedStyle(node).display !== "none");
  assert.deepEqual([await shown(".bagikan"), await shown("header nav"), await shown("h1")], [false, false, true], "only the list is printed");
  assert.ok((await page.pdf({ format: "A4" })).length > 1000);
  await page.emulateMediaType(null);
}

/** A mobile unit that comes next week, near a place, and its calendar. */
async function unit_next_week(page, base) {
  await page.goto(`${base}/keliling`);
  await page.type("#q", "ktp");
  await page.type("#near", "Kota Bandung");
  await press(page, "main form button[type=submit]");
  assert.equal(await page.$eval("#near", (box) => box.value), "Kota Bandung");
  assert.match(await text(page, "#jadwal"), /^Jadwal .+ – .+/);
  const days = await page.$$eval("section h3", (all) => all.map((one) => one.textContent));
  assert.ok(days.length > 0, "somebody comes within two weeks");
  assert.equal(new Set(days).size, days.length, "each day once");
  const hours = await page.$$eval(".hasil .lencana span:first-child", (all) => all.map((one) => one.textContent));
  assert.ok(hours.every((one) => /\d\d[.:]\d\d/.test(one)), `each with its hours: ${hours}`);
  const link = await page.$eval('a[href*=".ics"]', (node) => node.href);
  const calendar = await page.evaluate((url) => fetch(url).then((answer) => answer.text()).catch(() => null), link).catch(() => null);
  if (calendar !== null) {
    assert.match(calendar, /^BEGIN:VCALENDAR\r\n/);
    assert.ok(calendar.includes("BEGIN:VEVENT"), "the same visits for the person's own calendar");
  }
}

/** One service over the regions: in one province, the cheapest first, and on to what to bring there. */
async function compare(page, base) {
  await page.goto(`${base}/nasional`);
  await press(page, 'main a[href^="/nasional/"][href*="ktp"]');
  const whole = Number((await text(page, "main h2")).match(/\((\d+)\)/)[1]);
  assert.ok(whole > 1, "there is something to compare");
  assert.match(await text(page, "main table strong"), /\S/);
  const wished = await text(page, "main table:last-of-type tbody th .redup");
  const code = await page.$$eval("#province option", (all, name) => all.find((one) => one.textContent === name).value, wished);
  await page.select("#province", code);
  await press(page, "main form button[type=submit]");
  assert.equal(new URL(page.url()).searchParams.get("province"), code);
  const there = await page.$$eval("main table:last-of-type tbody th .redup", (all) => all.map((one) => one.textContent));
  assert.ok(there.length > 0 && there.every((province) => province === wished), `one province only: ${there}`);
  const dated = await page.$$eval('td[data-nama="Sumber, per"]', (all) => all.map((one) => one.textContent));
  assert.ok(dated.every((one) => /20\d\d/.test(one)), "each figure has its source and its day");
  await press(page, '.tumpuk a[href^="/layanan/"]');
  assert.ok(await page.$(".daftar-periksa"), "what to bring is one step away");
}

/** Suggestions by the keyboard alone. */
async function suggestions(page, base) {
  await page.goto(`${base}/`);
  await page.focus("#q");
  await page.keyboard.type("akta kel");
  await page.waitForSelector("#saran li");
  assert.equal(await page.$eval("#q", (box) => box.getAttribute("aria-expanded")), "true");
  await page.keyboard.press("ArrowDown");
  const first = await text(page, "#saran [aria-selected=true]");
  await go(page, () => page.keyboard.press("Enter"));
  assert.equal(new URL(page.url()).searchParams.get("q"), first);
  assert.ok((await page.$$(".hasil > li, .pilih li")).length > 0, `"${first}" finds something`);
}

/** The keyboard reaches the content first, and its focus can be seen. */
async function keyboard(page, base) {
  await page.goto(`${base}/`);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#isi");
  await page.keyboard.press("Enter");
  for (let n = 0; n < 12; n += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => { const style = getComputedStyle(document.activeElement); return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; });
    assert.ok(seen, await page.evaluate(() => document.activeElement.outerHTML));
  }
}

/** The month's report: two clean printed pages, and its numbers are the API's. */
async function report(page, base) {
  await page.goto(`${base}/laporan/2026-11`);
  const figure = async (id) => (await text(page, id)).match(/^[\d.,]+/)[0].replaceAll(".", "").replace(",", ".");
  const read = async (path) => (await fetch(base + path)).json();
  const today = await read("/v1/coverage");
  assert.equal(Number(await figure("#tercakup")), today.covered);
  assert.equal(Number(await figure("#sehat")), (await read("/v1/sources")).up);
  assert.equal(Number(await figure("#kualitas")), (await read("/v1/quality")).median);
  const pdf = Buffer.from(await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
  assert.equal(pdf.match(/\/Type\s*\/Page\b(?!s)/g).length, 2, "two pages");
}

/** A citizen's. */
export const JOURNEYS = [
  [to_the_hall, [true, false]], [open_now_here, [true]], [open_now_refused, [true]], [open_now_typed, [false]],
  [unit_next_week, [true, false]], [compare, [true, false]], [checklist, [true, false]], [suggestions, [true]], [report, [true, false]], [keyboard, [true]],
];

/** Goes them all; returns how many, and what went wrong. */
export async function journey(browser, base, journeys) {
  const found = [];
  let count = 0;
  for (const [walk, ways] of journeys) {
    for (const javascript of ways) {
      count += 1;
      const page = await fresh(browser, base, { javascript });
      page.setDefaultTimeout(60000);
      try {
        await walk(page, base, javascript);
        found.push(...page.faults.map((fault) => `${walk.name}: ${fault}`));
      } catch (error) {
        found.push(`${walk.name}${javascript ? "" : " without JavaScript"} at ${page.url()}: ${error.message}`);
      }
      await page.browserContext().close();
    }
  }
  return { count, found };
}
