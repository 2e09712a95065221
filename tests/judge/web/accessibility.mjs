// axe on every page, light and dark, wide and narrow; what the pages ask for and say in the console.
// Each page is also written to a folder, for checkers of HTML.
import { writeFileSync } from "node:fs";
import { BASE, MODES, axe, launch, overflow, pages, setMode, watchedTab } from "./browser.mjs";

const folder = process.argv[2];
const left = pages();
const count = { pages: 0, views: 0, passed: 0, faults: 0 };

const fault = (name, words) => {
  count.faults += 1;
  console.error(`${name}: ${words}`);
};

async function work() {
  const browser = await launch();
  for (let next = left.shift(); next; next = left.shift()) {
    const [name, path] = next;
    const answer = await fetch(BASE + path, { headers: { accept: "text/html" } });
    writeFileSync(`${folder}/${name}.html`, await answer.text());
    const wanted = /^(refusal|plain-error)/.test(name) ? [400, 404] : [200];
    if (!wanted.includes(answer.status)) fault(name, `status ${answer.status}`);
    let where = name;
    const tab = await watchedTab(browser, (words) => fault(where, words));
    const plain = name.startsWith("plain-");
    if (plain) {
      await tab.setRequestInterception(true);
      tab.on("request", (asked) =>
        asked.resourceType() === "script" ? asked.respond({ contentType: "text/javascript", body: "" }) : asked.continue());
    }
    await setMode(tab, MODES[0]);
    await tab.goto(BASE + path, { waitUntil: "load" });
    if (!plain && (await tab.$("#yasgui"))) await tab.waitForSelector(".yasqe .CodeMirror");
    await tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    for (const mode of MODES) {
      where = `${name} (${mode.width}, ${mode.scheme})`;
      await setMode(tab, mode);
      const found = await axe(tab);
      for (const line of found.lines) fault(where, line);
      if ((await overflow(tab)) > 0) fault(where, "is wider than the window");
      count.views += 1;
      count.passed += found.passed;
      if (found.passed < 10) fault(where, `axe looked at ${found.passed} rules only`);
    }
    count.pages += 1;
    await tab.close();
  }
  await browser.close();
}

await Promise.all([work(), work()]);
console.log(
  `axe: ${count.pages} pages in ${count.views} views, ${count.passed} rules passed, ${count.faults} faults`);
process.exit(count.faults || !count.pages ? 1 : 0);
