// Opens a notebook, in JupyterLab or as the page that it was exported to, and looks whether every
// table and figure that is stored in it can be seen.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";

const puppeteer = createRequire(`${process.env.TOOLS}/`)("puppeteer-core");
const [file, address, where] = process.argv.slice(2);
const AREA = where === "lab" ? ".jp-NotebookPanel .jp-Notebook" : "main";
const faults = [];

const outputs = JSON.parse(readFileSync(file, "utf8")).cells.flatMap((cell) => cell.outputs ?? []);
const data = outputs.map((output) => output.data ?? {});
const text = (value) => [value ?? ""].flat().join("");
const wanted = {
  tables: data.filter((each) => text(each["text/html"]).includes("<table")).length,
  figures: data.filter((each) => each["image/png"] || each["image/svg+xml"]).length,
};
// What an exported page would load if it could; none of it is needed to read the page.
const KNOWN = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|require(js)? is not defined|MathJax|mermaid/i;

const browser = await puppeteer.launch({
  executablePath: process.env.CHROME_PATH,
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
});
const tab = await browser.newPage();
await tab.setViewport({ width: 1280, height: 900 });
tab.on("pageerror", (error) => KNOWN.test(error.message) || faults.push(`script: ${error.message}`));
tab.on("console", (message) => {
  const said = `${message.text()} ${message.location().url ?? ""}`;
  if (where === "html" && message.type() === "error" && !KNOWN.test(said)) faults.push(`console: ${said}`);
});
if (where === "html") await tab.setOfflineMode(true);
await tab.goto(address, { waitUntil: "load", timeout: 60000 });
await tab.waitForSelector(`${AREA} .jp-Cell`, { timeout: 60000 });

// What can be seen of each kind: drawn, and of a size that can be read.
const seen = (area) => {
  const all = (css) => [...document.querySelectorAll(`${area} .jp-OutputArea-output ${css}`)];
  const large = (item, width, height) => {
    const box = item.getBoundingClientRect();
    return box.width >= width && box.height >= height;
  };
  const figures = [...all(".vega-embed svg.marks"), ...all(".vega-embed canvas"), ...all("img"), ...all(":scope > svg")];
  return {
    tables: all("table").filter((table) => table.querySelector("td, th") && large(table, 60, 20)).length,
    figures: figures.filter((figure) => large(figure, 100, 60)).length,
    errors: document.querySelectorAll(
      `${area} [data-mime-type="application/vnd.jupyter.error"], ${area} [data-mime-type="application/vnd.jupyter.stderr"]`).length,
    height: Math.max(...[...document.querySelectorAll(`${area}, .jp-WindowedPanel-outer, body`)].map((each) => each.scrollHeight)),
    cells: document.querySelectorAll(`${area} .jp-Cell`).length,
  };
};
let found = await tab.evaluate(seen, AREA);
for (let waited = 0; waited < 100 && (found.tables < wanted.tables || found.figures < wanted.figures); waited += 1) {
  await new Promise((go) => setTimeout(go, 200));
  found = await tab.evaluate(seen, AREA);
}
for (const kind of Object.keys(wanted)) {
  if (found[kind] < wanted[kind]) faults.push(`${found[kind]} ${kind} are seen, ${wanted[kind]} are stored`);
}
if (found.errors) faults.push(`${found.errors} outputs are errors`);
await tab.setViewport({ width: 1280, height: Math.min(found.height + 150, 16000) });
await new Promise((go) => setTimeout(go, 1000)); // what reacts to the new size
const picture = `${process.env.PICTURES}/${basename(file, ".ipynb")}-${where}.png`;
await tab.screenshot({ path: picture });
await browser.close();

console.log(`picture ${picture}`);
console.log(`${found.cells} cells, ${found.tables} tables, ${found.figures} figures`);
for (const fault of faults) console.error(fault);
process.exit(faults.length || !found.cells ? 1 : 0);
