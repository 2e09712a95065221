-- Asks the queries of the file that QUERIES names, one path a line, in turn; says at the end what came.
local paths = {}
for line in io.lines(os.getenv("QUERIES")) do
  paths[#paths + 1] = line
end
local turn = 0

function request()
  turn = turn + 1
  return wrk.format("GET", paths[turn % #paths + 1], { Accept = "application/sparql-results+json" })
end

function done(summary, latency)
  local e = summary.errors
  print(string.format("requests %d", summary.requests))
  print(string.format("microseconds %d", summary.duration))
  print(string.format("median %d", latency:percentile(50)))
  print(string.format("p95 %d", latency:percentile(95)))
  print(string.format("errors %d", e.connect + e.read + e.write + e.status + e.timeout))
end
