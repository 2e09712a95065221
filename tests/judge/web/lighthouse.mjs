// Lighthouse on the pages whose names are given: accessibility and best practices have to be 100.
import { pathToFileURL } from "node:url";
import { BASE, launch, pages, pathOf } from "./browser.mjs";

const { default: lighthouse } = await import(pathToFileURL(pathOf("lighthouse")));
const CATEGORIES = ["accessibility", "best-practices"];
// Nothing loads later; by default it waits for that, and takes pictures for its report.
const IMPATIENT = {
  pauseAfterFcpMs: 0, pauseAfterLoadMs: 0, networkQuietThresholdMs: 0, cpuQuietThresholdMs: 0,
  disableFullPageScreenshot: true,
};
const left = pages().filter(([name]) => process.argv.slice(2).includes(name));
let faults = 0;
let scores = 0;
if (left.length !== process.argv.length - 2) throw new Error("a name is that of no page");

async function work() {
  const browser = await launch();
  const port = Number(new URL(browser.wsEndpoint()).port);
  for (let next = left.shift(); next; next = left.shift()) {
    const [name, path] = next;
    const { lhr } = await lighthouse(BASE + path, {
      port, onlyCategories: CATEGORIES, logLevel: "error", ...IMPATIENT,
    });
    for (const category of CATEGORIES) {
      const { score, auditRefs } = lhr.categories[category];
      scores += 1;
      if (score === 1) continue;
      faults += 1;
      const bad = auditRefs.filter(({ id, weight }) => weight && ![1, null].includes(lhr.audits[id].score));
      console.error(`${name}: ${category} ${score * 100}: ${bad.map(({ id }) => id).join(", ") || lhr.runtimeError?.message}`);
    }
  }
  await browser.close();
}

await work(); // one page at a time: Lighthouse measures one in a process
console.log(`Lighthouse: ${scores} scores, ${faults} below 100`);
process.exit(faults || !scores ? 1 : 0);
