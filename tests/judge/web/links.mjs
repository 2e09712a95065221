// Every link from each page of the list to the server itself is answered, and has its fragment.
import { readFileSync } from "node:fs";
import { BASE, pages } from "./browser.mjs";

const AT_ONCE = 8;
const folder = process.argv[2];
const wanted = new Map(); // by address: the fragments that are asked for, each with a page that asks
const decoded = (text) => text.replaceAll("&amp;", "&").replaceAll("&#39;", "'").replaceAll("&#34;", '"');

for (const [name, path] of pages()) {
  if (/^(refusal|plain-error)/.test(name)) continue;
  const text = readFileSync(`${folder}/${name}.html`, "utf8");
  for (const [, href] of text.matchAll(/<(?:a|link|script)\b[^>]*?\s(?:href|src)="([^"]*)"/g)) {
    const url = new URL(decoded(href), BASE + path);
    if (url.origin !== BASE) continue;
    const fragment = decodeURIComponent(url.hash.slice(1));
    url.hash = "";
    if (!wanted.has(url.href)) wanted.set(url.href, new Map());
    wanted.get(url.href).set(fragment, name);
  }
}

let faults = 0;
let fragments = 0;
const left = [...wanted];
async function work() {
  for (let next = left.pop(); next; next = left.pop()) {
    const [address, asked] = next;
    const answer = await fetch(address, { headers: { accept: "text/html, */*;q=0.1" } });
    const text = await answer.text();
    const html = (answer.headers.get("content-type") ?? "").startsWith("text/html");
    for (const [fragment, name] of asked) {
      if (answer.status === 200 && (!fragment || !html || decoded(text).includes(`id="${fragment}"`))) continue;
      faults += 1;
      console.error(`${name} leads to ${address}${fragment && "#"}${fragment}: ${answer.status}`);
    }
    fragments += [...asked.keys()].filter((fragment) => fragment && html).length;
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, work));
console.log(`links: ${wanted.size} addresses and ${fragments} fragments, ${faults} broken`);
process.exit(faults || wanted.size < 500 || fragments < 100 ? 1 : 0);
