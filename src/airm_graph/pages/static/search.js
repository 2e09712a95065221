// Searches the names of things on a static site. The index is read when somebody first types.
"use strict";
(function () {
  const box = document.getElementById("site-search");
  if (!box) return;
  const field = box.querySelector("input");
  const status = box.querySelector("[role=status]");
  const list = box.querySelector("ol");
  const MOST = 100;
  let index = null;
  let asked = false;
  box.hidden = false;

  window.airmSearch = function (told) {
    index = told.things.map(function (row) {
      const names = row.slice(2).join("\n").toLowerCase();
      return { kind: told.kinds[row[0]], label: row[1], local: row[2], keys: row.slice(3),
               low: row[1].toLowerCase(), names: names };
    });
    show();
  };

  function load() {
    if (asked) return;
    asked = true;
    const script = document.createElement("script");
    script.src = box.dataset.index;
    script.onerror = function () { status.textContent = "The index cannot be read; use the lists below."; };
    document.head.append(script);
  }

  // As the command "search" ranks: identifier, whole label, words in the label, words anywhere.
  function rank(thing, text, words) {
    if (thing.names.split("\n").includes(text)) return 0;
    if (thing.low === text) return 1;
    if (words.every(function (word) { return thing.low.includes(word); })) return 2;
    const all = thing.low + "\n" + thing.names;
    return words.every(function (word) { return all.includes(word); }) ? 3 : -1;
  }

  function show() {
    const text = field.value.trim().toLowerCase().replace(/^airm(id)?:/, "");
    list.replaceChildren();
    status.textContent = "";
    if (!text || !index) return;
    const words = text.split(/\s+/);
    const found = [];
    index.forEach(function (thing, place) {
      const fits = rank(thing, text, words);
      if (fits >= 0) found.push([fits, place]);
    });
    found.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; });
    status.textContent = found.length + (found.length === 1 ? " thing" : " things") +
      (found.length > MOST ? ", the first " + MOST + " are shown" : "");
    found.slice(0, MOST).forEach(function (pair) {
      const thing = index[pair[1]];
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = thing.local.startsWith("ns#") ? "ns.html" + thing.local.slice(2)
                                                : "id/" + thing.local + ".html";
      link.textContent = thing.label;
      const what = document.createElement("small");
      what.textContent = " " + [thing.kind].concat(thing.keys).join(" · ");
      item.append(link, what);
      list.append(item);
    });
  }

  field.addEventListener("focus", load);
  field.addEventListener("input", function () { load(); show(); });
  if (field.value) load();
})();
