// What a region's team comes for: publish a catalog from a file, and decide about one that shrank. All of it works without JavaScript too.
import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { go, press, text } from "./browser.mjs";

const folder = await mkdtemp(join(tmpdir(), "katalog-"));

/** So many services as a clerk's file; the first costs this much. */
async function file(count, cost) {
  const rows = Array.from({ length: count }, (_, at) => `${String(at).padStart(4, "0")};Izin usaha rumah makan kelas ${at + 1};DPMPTSP;Rp${at === 0 ? cost : 50000}\n`);
  const path = join(folder, `katalog-${count}-${cost}.csv`);
  await writeFile(path, `ID;Nama layanan;Instansi;Biaya\n${rows.join("")}`);
  return path;
}

/** Signs in by key, on the way to `path`. */
export async function sign_in(page, base, key, path = "/publikasi") {
  await page.goto(base + path);
  assert.equal(new URL(page.url()).pathname, "/masuk", "whoever is not signed in is asked to");
  await page.type("#kunci", key);
  await press(page, "main form button");
  assert.equal(new URL(page.url()).pathname, path.split("?")[0]);
}

async function upload(page, base, team, path) {
  await page.goto(`${base}/publikasi/${team.source}/katalog`);
  await (await page.$("#berkas")).uploadFile(path);
  await press(page, "form[enctype] button");
}

/** A wrong key, the right one, a first file, its preview, published and found; then one cell, and exactly one field differs. */
async function publish(page, base, team, cost) {
  await page.goto(`${base}/masuk`);
  await page.type("#kunci", "smp_salah");
  await press(page, "main form button");
  assert.match(await text(page, "[role=alert]"), /kunci/i);
  await sign_in(page, base, team.key);
  await press(page, 'main a[href^="/publikasi/sumber/"]');
  await press(page, 'main a[href$="/katalog"]');
  await upload(page, base, team, await file(40, cost));
  assert.match(await text(page, "#putusan"), /Belum diterbitkan/);
  if (cost > 1) {
    const fields = await page.$$eval(".isian > div", (all) => all.map((one) => one.textContent.replace(/\s+/g, " ")));
    assert.equal(fields.length, 1, `one cell was edited: ${fields}`);
    assert.match(fields[0], new RegExp(`Biaya.*${cost}`));
  }
  await press(page, 'form[action$="/terbitkan"] button');
  assert.match(await text(page, "#putusan"), /Sudah diterbitkan/);
  await press(page, ".meja form button");
  await page.goto(`${base}/publikasi/${team.source}/katalog`);
  assert.equal(new URL(page.url()).pathname, "/masuk", "signed out");
}

/** A file with one service of forty is held; the team looks at what would be lost, and refuses it. */
async function refuse(page, base, team) {
  await sign_in(page, base, team.key, `/publikasi/${team.source}/katalog`);
  await upload(page, base, team, await file(1, 3));
  await press(page, 'form[action$="/terbitkan"] button');
  assert.match(await text(page, "#putusan"), /Menunggu keputusan/);
  await page.goto(`${base}/publikasi/sumber/${team.source}`);
  assert.equal((await page.$$(".tertahan .hilang")).length > 0, true, "what would be lost is named");
  await go(page, () => page.click('form[action$="/tolak"] button'));
  assert.match(await text(page, "#tertahan"), /ditolak/);
  assert.equal((await page.$$('form[action$="/tolak"]')).length, 0);
}

/** A flood: the page of notices, words, one press; the public reads it, and it is ended. */
async function announce(page, base, team) {
  await sign_in(page, base, team.key);
  await press(page, 'nav.tab a[href*="/pengumuman"]');
  const notices = page.url();
  await page.type("#teks", "Banjir di depan gedung");
  await press(page, 'form:has(#teks) > button');
  assert.match(await text(page, "main"), /Tutup sementara sampai akhir/);
  await page.goto(`${base}/daerah/36.01`);
  assert.match(await text(page, "main"), /Tutup sementara sampai akhir[^]*Banjir di depan gedung/);
  await page.goto(notices);
  for (const card of await page.$$("li.kartu")) {
    if (!(await card.evaluate((node) => node.textContent)).includes("Banjir")) continue;
    const end = await card.$('form[action$="/akhiri"] button');
    await go(page, () => end.click());
    break;
  }
  assert.match(await text(page, "main"), /Sudah berakhir/);
}

/** The journeys of a team that holds a key for a source which publishes itself. */
export const journeys = (team) => [
  [async function publish_first(page, base) { await publish(page, base, team, 1); }, [true]],
  [async function publish_one_cell(page, base) { await publish(page, base, team, 2); }, [false]],
  [async function announce_a_flood(page, base) { await announce(page, base, team); }, [true, false]],
  [async function refuse_held(page, base) { await refuse(page, base, team); }, [false]],
];

/** Their pages, for axe: signed in, with content that was refused and a preview that waits. */
export async function states(base, team) {
  const preview = async (page) => upload(page, base, team, await file(38, 4));
  return [
    ["/publikasi"], [`/publikasi/sumber/${team.source}`], [`/publikasi/${team.source}/katalog`], [`/publikasi/${team.source}/katalog`, preview],
    ["/publikasi/kunci"], ["/publikasi/tim"], ["/publikasi/riwayat"], ["/publikasi/36.01/pengumuman"],
    ["/publikasi/sumber-baru"], ["/publikasi/webhook"], ["/publikasi/ringkasan"],
  ];
}

/** The ministry's own pages. */
export const ministry_states = [["/publikasi"], ["/publikasi/tinjauan"], ["/publikasi/cakupan?wilayah=36.01"]];
