// Comunica asks our endpoint, as its users do: rows, a yes or no, triples, a join of two sources.
const { QueryEngine } = require("@comunica/query-sparql");

const endpoint = process.env.ENDPOINT;
const prologue = `PREFIX airm: <${process.env.NS}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>`;
const stages = `${prologue} SELECT DISTINCT ?stage ?label { ?m airm:appliesAtStage ?stage . ?stage skos:prefLabel ?label }`;

function expect(what, holds) {
  if (!holds) throw new Error(what);
  console.log(`Comunica: ${what}`);
}

async function main() {
  const engine = new QueryEngine();
  const ours = { sources: [{ type: "sparql", value: endpoint }] };

  const rows = await (await engine.queryBindings(stages, ours)).toArray();
  const found = new Set(rows.map((row) => row.get("label").value));
  expect(`${rows.length} stages with labels`, rows.length > 0 && found.has(process.env.LABEL));

  expect("a yes", await engine.queryBoolean(`${prologue} ASK { ?m a airm:Mitigation }`, ours));
  expect("a no", !(await engine.queryBoolean(`${prologue} ASK { ?m a airm:Nothing }`, ours)));

  const text = `${prologue} CONSTRUCT { ?stage skos:prefLabel ?label } WHERE { ?m airm:appliesAtStage ?stage . ?stage skos:prefLabel ?label }`;
  const triples = await (await engine.queryQuads(text, ours)).toArray();
  expect(`${triples.length} triples for ${rows.length} rows`, triples.length === rows.length);

  const twice = { sources: [...ours.sources, ...ours.sources] };
  const joined = await (await engine.queryBindings(`${stages} LIMIT 5`, twice)).toArray();
  expect(`${joined.length} rows joined over two sources`, joined.length > 0);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
