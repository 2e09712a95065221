// Types a query into YASGUI, runs it and reads the table; looks at every state of the editor.
import { BASE, MODES, axe, launch, overflow, setMode, watchedTab } from "./browser.mjs";

const QUERY = "SELECT ?stage ?label WHERE { ?stage a airm:LifecycleStage ; skos:prefLabel ?label } ORDER BY ?stage";
let faults = 0;
let looked = 0;
let where = "editor";
const check = (holds, words) => {
  looked += 1;
  if (!holds) {
    faults += 1;
    console.error(`${where}: ${words}`);
  }
};

const browser = await launch();
let expected = false; // a refusal by the server
const tab = await watchedTab(browser, (words) => check(expected && words.includes("400"), words));
const violations = [];
await tab.evaluateOnNewDocument(() => {
  window.refused = [];
  document.addEventListener("securitypolicyviolation", (event) => window.refused.push(event.violatedDirective));
});

async function write(text) {
  await tab.click(".yasqe .CodeMirror");
  await tab.keyboard.down("Control");
  await tab.keyboard.press("KeyA");
  await tab.keyboard.up("Control");
  await tab.keyboard.press("Backspace");
  await tab.keyboard.type(text);
  await tab.keyboard.press("Escape"); // from completions
}
// Whether a press on the middle of it hits it.
const inSight = (selector) =>
  tab.$eval(selector, (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });
const rows = () =>
  tab.$$eval(".yasr table.dataTable tbody tr", (found) => found.map((row) => [...row.cells].map((cell) => cell.innerText.trim())));
async function look(words) {
  where = `editor, ${words}`;
  const found = await axe(tab);
  check(!found.lines.length && found.passed >= 10, found.lines.join("\n") || "axe looked at nothing");
  check((await overflow(tab)) <= 0, "is wider than the window");
}

const asked = await fetch(`${BASE}/sparql?query=${encodeURIComponent(QUERY)}`, {
  headers: { accept: "application/sparql-results+json" },
});
const wanted = (await asked.json()).results.bindings.map((row) => [row.stage.value.split("/").at(-1), row.label.value]);
check(wanted.length > 3, "the endpoint knows no stages");

for (const mode of MODES) {
  const view = `${mode.width} ${mode.scheme}`;
  where = `editor ${view}`;
  await setMode(tab, mode);
  await tab.goto(`${BASE}/sparql`, { waitUntil: "load" });
  await tab.waitForSelector(".yasqe .CodeMirror");
  check(await tab.$eval("#plain", (form) => form.hidden), "the plain form stays beside the editor");
  check(await inSight(".yasqe_queryButton"), "nobody can see or press the button that runs the query");

  await write(QUERY);
  await tab.click(".yasqe_queryButton");
  await tab.waitForFunction(
    (many) => document.querySelectorAll(".yasr table.dataTable tbody tr").length === many, {}, wanted.length);
  const read = await rows();
  check(
    wanted.every(([local, label], at) => read[at].at(-2).endsWith(local) && read[at].at(-1).includes(label)),
    `the table is not the answer: ${JSON.stringify(read)}`);
  await look(`table ${view}`);
  const led = await tab.$eval(".yasr td a.iri", (link) => link.href);
  check((await fetch(led)).status === 200, `a thing of the table leads to ${led}`);

  await tab.click(".select_response");
  await tab.waitForSelector(".yasr .CodeMirror");
  await look(`response ${view}`);
  await tab.click(".select_table");

  expected = true;
  await write("SELECT ?s WHERE { ?s");
  await tab.$eval(".yasqe_queryButton", (button) => button.click());
  await tab.waitForSelector(".errorResult");
  await look(`error ${view}`);
  expected = false;

  await tab.click("#examples a:last-of-type");
  check((await tab.$eval(".yasqe .CodeMirror", (box) => box.CodeMirror.getValue())).startsWith("PREFIX"), "an example is not taken over");
  violations.push(...(await tab.evaluate("window.refused")));
}
where = "editor";
check(!violations.length, `the policy refuses: ${violations.join(", ")}`);

// Without a mouse: a run by keys, and Escape hands the Tab key back.
await tab.goto(`${BASE}/sparql`, { waitUntil: "load" });
await tab.waitForSelector(".yasqe .CodeMirror");
await tab.focus(".yasqe .CodeMirror textarea");
await tab.keyboard.down("Control");
await tab.keyboard.press("Enter");
await tab.keyboard.up("Control");
await tab.waitForSelector(".yasr table.dataTable tbody tr td a");
await tab.focus(".yasqe .CodeMirror textarea");
await tab.keyboard.press("Escape");
await tab.keyboard.press("Tab");
check(await tab.evaluate("!document.activeElement.matches('textarea')"), "the Tab key does not leave the field");
await browser.close();

console.log(`YASGUI: ${looked} checks in ${MODES.length} views, ${faults} faults`);
process.exit(faults || looked < 30 ? 1 : 0);
