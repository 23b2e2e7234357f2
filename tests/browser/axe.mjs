// Every page in every state, in both languages, both themes and three widths, as axe sees it: WCAG 2.2 AA without a violation; and nothing
// wider than the screen, also where the text is twice as large.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { page as fresh } from "./browser.mjs";

const WIDTHS = [360, 768, 1280];
const THEMES = ["light", "dark"];
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The pages of the instance at `base`: a path each, and what to do before looking where that is more than loading it. */
export async function states(base) {
  const read = async (path) => (await fetch(base + path)).json();
  const { hits: [hit] } = await read("/v1/search?q=ktp+hilang&near=-6.9,107.6");
  const [hall] = (await read("/v1/locations?near=-6.9,107.6&size=1")).locations;
  const regions = (await read("/v1/regions")).regions;
  const covered = new Set((await read("/v1/locations?size=100")).locations.map((place) => place.region.code));
  const [bare] = regions.filter((region) => !covered.has(region.code));
  const [national] = (await read("/v1/national-services")).services;
  const [source] = (await read("/v1/sources")).sources;
  const typed = async (page) => {
    await page.type("#q", "ktp");
    await page.waitForSelector("#saran li");
    await page.keyboard.press("ArrowDown");
  };
  return [
    ["/"], ["/", typed], ["/?q=ktp+hilang&near=-6.9,107.6"], ["/?q=ktp+hilang&page=2"], ["/?q=balik+nama"], ["/?q=sktm"], ["/?q=asdfghjkl"],
    ["/?q=mpp+terdekat&near=-6.9,107.6"], ["/?q=ktp&open_at=now"], ["/?near=91,0"], [`/mpp/${hall.id}`], [`/layanan/${hit.service.id}`],
    [`/daerah/${hall.region.code}`], [`/daerah/${bare.code}`], ["/daerah/99.99"], ["/cakupan"], ["/sumber"], ["/sumber?health=down"],
    [`/sumber/${source.id}`], [`/sumber/${source.id}/percobaan`], [`/sumber/${source.id}/versi`], [`/sumber/${source.id}/temuan`],
    ["/keliling?near=-6.9,107.6"], ["/nasional"], [`/nasional/${national.slug}`], ["/pencarian"], ["/masuk"],
    ["/cakupan?at=2022-09-30"], ["/kesenjangan"], ["/kesenjangan?province=36"], [`/kesenjangan/${national.slug}`], ["/kualitas"], ["/laporan/2026-11"],
    ["/statistik"], ["/statistik?metric=satisfaction&province=32"], ["/statistik?period=week"],
  ];
}

/** What axe finds on the page as it stands. */
async function violations(page) {
  const { violations } = await page.evaluate((tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), TAGS);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target} (${node.failureSummary?.split("\n")[1]?.trim()})`).join("; ")}`);
}

const isWider = (page) => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);

/** Looks at all pages, two at a time, each on a browser that is made `ready`; returns how often it looked, and what it found. */
export async function look(browser, base, states, ready) {
  const left = states.flatMap(([path, act]) => ["", "lang=en"].map((lang) => [path + (lang && (path.includes("?") ? "&" : "?") + lang), act]));
  const found = [];
  let looks = 0;
  const work = async () => {
    const page = await fresh(browser, base);
    await ready?.(page);
    for (let next = left.shift(); next; next = left.shift()) {
      const [path, act] = next;
      await page.goto(base + path);
      await act?.(page);
      await page.evaluate(source);
      for (const width of WIDTHS) {
        await page.setViewport({ width, height: 740 });
        for (const theme of THEMES) {
          await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
          for (const fault of await violations(page)) found.push(`${path} ${width} ${theme}${act ? " typed" : ""}: ${fault}`);
          looks += 1;
        }
        if (await isWider(page)) found.push(`${path} ${width}: wider than the screen`);
      }
      // 200 % zoom of a screen of 640 is one of 320.
      await page.setViewport({ width: 320, height: 400 });
      if (await isWider(page)) found.push(`${path}: wider than the screen at 200 %`);
      found.push(...page.faults.splice(0).map((fault) => `${path}: ${fault}`));
    }
  };
  await Promise.all([work(), work()]);
  return { looks, found };
}
