// The browser that the tests drive: the system's Chromium, on a phone's screen unless told otherwise.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import puppeteer from "puppeteer-core";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"];

/** Starts the browser of this name. */
export function open(name) {
  const found = process.env.PATH.split(delimiter).map((folder) => join(folder, name)).find(existsSync);
  return puppeteer.launch({ executablePath: found ?? name, args: FLAGS });
}

/** A page in a session of its own, which fails on a script's error, a refused resource or a request to another host. */
export async function page(browser, base, { javascript = true, width = 360, height = 740 } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setJavaScriptEnabled(javascript);
  await page.setViewport({ width, height });
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (400|401|404|410)/.test(message.text())) page.faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    // The icons of its own fields come with the browser.
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) page.faults.push(`another host: ${request.url()}`);
  });
  return page;
}

export const text = (page, selector) => page.$eval(selector, (node) => node.textContent.trim());
export const go = (page, act) => Promise.all([page.waitForNavigation(), act()]);
export const press = (page, selector) => go(page, () => page.click(selector));
