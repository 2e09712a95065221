// Drives a SPARQL server for the npm package rdf-test-suite: loads what a test needs, asks, and hands
// back what came. The addresses come from the environment.
const { QueryResultBindings, QueryResultBoolean, QueryResultQuads } = require("rdf-test-suite");
const { SparqlJsonParser } = require("sparqljson-parse");
const { Parser, Writer } = require("n3");
const { Util } = require("rdf-test-suite/lib/Util");
const { Readable } = require("node:stream");

// It reads RDF/XML, but does not know what files of it are called.
Util.extensionToContentType.rdf = "application/rdf+xml";

const { QUERY, UPDATE, STORE, PROTOCOL } = process.env;
const EITHER = "application/sparql-results+json, application/n-triples;q=0.9";
const UPDATES = new Set(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"]);

async function send(address, type, body, accept) {
  const headers = { "content-type": type, ...(accept && { accept }) };
  const answer = await fetch(address, { method: "POST", headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text.slice(0, 200)}`);
  return { text, type: answer.headers.get("content-type") || "" };
}

const ask = (query, accept) => send(QUERY, "application/sparql-query", query, accept);
const change = (update) => send(UPDATE, "application/sparql-update", update);

// The suite gives the base beside the text; the protocol knows only the text.
const based = (text, options) => (options?.baseIRI ? `BASE <${options.baseIRI}>\n${text}` : text);

// The first word that is not of the prologue tells a query from an update.
function updates(text) {
  const bare = text.replace(/#[^\n<>]*\n/g, "\n").replace(/<[^>]*>/g, "");
  const words = bare.toUpperCase().match(/\b[A-Z]+\b/g) || [];
  const first = words.find((word) => UPDATES.has(word) || /^(SELECT|ASK|CONSTRUCT|DESCRIBE)$/.test(word));
  return first === undefined || UPDATES.has(first);
}

async function fill(quads) {
  await change("DROP ALL");
  if (!quads.length) return;
  const writer = new Writer({ format: "N-Quads" });
  const lines = quads.map((q) => writer.quadToString(q.subject, q.predicate, q.object, q.graph));
  await send(STORE, "application/n-quads", lines.join(""));
}

const at = (endpoint) => async () => ({ endpoint, close: async () => {} });

module.exports = {
  async parse(text, options) {
    await (updates(text) ? change(based(text, options)) : ask(based(text, options), EITHER));
  },
  async query(data, text, options) {
    await fill(data);
    const answer = await ask(based(text, options), EITHER);
    if (!answer.type.includes("json")) {
      return new QueryResultQuads(new Parser({ format: "N-Triples" }).parse(answer.text));
    }
    const parsed = JSON.parse(answer.text);
    if ("boolean" in parsed) return new QueryResultBoolean(parsed.boolean);
    const rows = new SparqlJsonParser({ prefixVariableQuestionMark: true }).parseJsonResults(parsed);
    return new QueryResultBindings(parsed.head.vars.map((name) => `?${name}`), rows, false);
  },
  async update(data, text, options) {
    await fill(data);
    await change(based(text, options));
    const dump = await fetch(STORE, { headers: { accept: "application/n-quads" } });
    return new Parser({ format: "N-Quads" }).parse(await dump.text());
  },
  async queryResultFormat(data, text, mediaType) {
    await fill(data);
    return Readable.from([(await ask(text, mediaType)).text]);
  },
  startProtocolEndpoint: at(PROTOCOL),
  startServiceDescriptionEndpoint: at(PROTOCOL),
  startGraphStoreEndpoint: at(STORE),
};
