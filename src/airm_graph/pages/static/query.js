"use strict";
// Starts YASGUI in place of the plain form, with this server as its only endpoint. If anything
// here fails, the plain form stays as it is. Nothing is kept in the browser, and nothing is asked
// of other servers: completions come from the terms of this graph.
(() => {
  const place = document.getElementById("yasgui");
  const plain = document.getElementById("plain");
  if (!place || !plain || typeof Yasgui === "undefined") return;

  const endpoint = new URL(place.dataset.endpoint, document.baseURI).href;
  const home = new URL(place.dataset.home, document.baseURI).href;
  const base = place.dataset.base;
  const prefixes = JSON.parse(place.dataset.prefixes);
  const terms = JSON.parse(place.dataset.terms);

  // The query with a PREFIX line for each prefix of ours that it uses and does not declare.
  function declared(text) {
    const code = text.replace(/<[^<>\s]*>|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#.*/g, " ");
    const there = new Set([...code.matchAll(/\bprefix\s+([\w-]*):/gi)].map((found) => found[1]));
    const used = new Set([...code.matchAll(/(?<![\w?$:-])([A-Za-z][\w-]*):/g)].map((found) => found[1]));
    const missing = [...used].filter((name) => name in prefixes && !there.has(name)).sort();
    return missing.map((name) => `PREFIX ${name}: <${prefixes[name]}>\n`).join("") + text;
  }

  const completers = {
    prefixes: () => Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`),
    class: (_, token) => beginning(terms.classes, token),
    property: (_, token) => beginning(terms.properties, token),
  };
  function beginning(known, token) {
    const typed = ((token && (token.autocompletionString || token.string)) || "").replace(/^</, "");
    return known.filter((iri) => iri.startsWith(typed.trim()));
  }
  for (const [name, get] of Object.entries(completers)) {
    Yasgui.Yasqe.forkAutocompleter(name, { name: `${name}-here`, get, persistenceId: null }, false);
  }

  const boxes = {
    ".errorResult pre": "What the server says",
    ".yasr_results > .dt-container": "Rows",
    ".yasqe .CodeMirror-scroll": "Query, to scroll",
    ".yasr .CodeMirror-scroll": "Response, to scroll",
  };

  // What YASGUI leaves without a name, or leads elsewhere.
  function mend() {
    const name = (selector, words) => {
      for (const one of place.querySelectorAll(selector)) {
        if (!one.hasAttribute("aria-label")) one.setAttribute("aria-label", words);
      }
    };
    name(".yasqe .CodeMirror textarea", "Query; Escape, then Tab leaves the field");
    name(".yasr .CodeMirror textarea", "Response as it was sent");
    name(".tableSizer", "Rows on a page");
    for (const panel of place.querySelectorAll(".tabPanel[role=tabpanel]")) {
      panel.setAttribute("role", "group"); // its tab is not shown, for there is only one
      panel.removeAttribute("aria-labelledby");
      panel.setAttribute("aria-label", "Query editor and answer");
    }
    for (const title of place.querySelectorAll("th .dt-column-title:empty")) {
      const words = document.createElement("span");
      words.className = "spoken";
      words.textContent = "Row";
      title.append(words);
    }
    for (const box of place.querySelectorAll(Object.keys(boxes).join())) {
      if (box.getAttribute("tabindex") === "0") continue;
      box.setAttribute("tabindex", "0"); // it scrolls, and not every browser lets keys do so
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", boxes[Object.keys(boxes).find((one) => box.matches(one))]);
    }
    for (const link of place.querySelectorAll("a.iri")) {
      if (!link.href.startsWith(base)) continue;
      const [, path, fragment] = /^([^#]*)(.*)$/.exec(link.href.slice(base.length));
      link.href = `${home}${path}.html${fragment}`;
      link.removeAttribute("target");
    }
    // Escape hands the Tab key back to the page, as one expects of a field.
    for (const field of place.querySelectorAll(".yasqe .CodeMirror textarea:not([data-escape])")) {
      field.dataset.escape = "";
      field.addEventListener("keydown", (event) => {
        if (event.key === "Escape") field.dataset.leaving = "1";
        else if (event.key !== "Tab" && event.key !== "Shift") delete field.dataset.leaving;
        else if (event.key === "Tab" && field.dataset.leaving) event.stopImmediatePropagation();
      }, true);
    }
  }

  place.hidden = false;
  let yasgui;
  try {
    new MutationObserver(mend).observe(place, { childList: true, subtree: true });
    yasgui = new Yasgui(place, {
      autofocus: false,
      requestConfig: { endpoint, method: "POST" },
      endpointCatalogueOptions: { getData: () => [{ endpoint }], keys: ["endpoint"] },
      persistenceId: null,
      populateFromUrl: false,
      yasqe: {
        value: declared(place.dataset.query),
        autocompleters: [...Object.keys(completers).map((one) => `${one}-here`), "variables"],
        persistenceId: null,
      },
      yasr: { prefixes, persistenceId: null },
    });
    mend();
  } catch (error) {
    place.hidden = true;
    throw error;
  }
  plain.hidden = true;
  document.getElementById("examples").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    yasgui.getTab().setQuery(declared(new URL(link.href).searchParams.get("text")));
  });
  window.airmQuery = yasgui; // for who wants to script the page
})();
