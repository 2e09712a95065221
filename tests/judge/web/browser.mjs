// What the scripts of this folder share: tools from where web.sh installed them, and a browser.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

export const PLACE = process.env.WEB_TOOLS;
export const BASE = process.env.WEB_BASE;
const require = createRequire(`${PLACE}/`);
export const puppeteer = require("puppeteer-core");
export const pathOf = (name) => require.resolve(name);

const AXE = readFileSync(pathOf("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
export const MODES = [1280, 375].flatMap((width) => ["light", "dark"].map((scheme) => ({ width, scheme })));

// Name and address of each page.
export const pages = () =>
  readFileSync(process.env.WEB_PAGES, "utf8").trimEnd().split("\n").map((line) => line.split("\t"));

export const launch = () =>
  puppeteer.launch({
    executablePath: process.env.CHROME_PATH,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
  });

// A tab that tells `said` of errors in the console and of requests that leave the server.
export async function watchedTab(browser, said) {
  const tab = await browser.newPage();
  tab.on("console", (message) => {
    // That the page itself is a refusal is no error of the page.
    const refusal = message.location().url === tab.url() && message.text().startsWith("Failed to load");
    if (["error", "warn"].includes(message.type()) && !refusal) said(`console: ${message.text()}`);
  });
  tab.on("pageerror", (error) => said(`script: ${error.message}`));
  tab.on("request", (request) => {
    if (!request.url().startsWith(`${BASE}/`) && !request.url().startsWith("data:")) {
      said(`asks another host: ${request.url()}`);
    }
  });
  return tab;
}

export async function setMode(tab, { width, scheme }) {
  await tab.setViewport({ width, height: 900 });
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
}

// What axe finds in the page as it is, one line each; the number of rules that passed.
export async function axe(tab) {
  if (!(await tab.evaluate("typeof axe === 'object'"))) await tab.evaluate(`${AXE};0`);
  const found = await tab.evaluate((tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), RULES);
  const lines = found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id} (${rule.impact}): ${node.html.slice(0, 160)}`));
  return { lines, passed: found.passes.length };
}

export const overflow = (tab) => tab.evaluate("document.documentElement.scrollWidth - innerWidth");
