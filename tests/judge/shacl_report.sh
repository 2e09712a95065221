#!/usr/bin/env bash
# Apache Jena reads what --report writes as a SHACL validation report, in three forms of RDF.
# (Debian's Jena lacks a part that reading JSON-LD needs.)
set -euo pipefail
cd "$(dirname "$0")/../.."
place=${AIRM_JUDGE_DIR:-build/judge}/shacl-report
mkdir -p "$place/jenafix"
place=$(cd "$place" && pwd)

if ! dpkg -s libapache-jena-java >/dev/null 2>&1; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends libapache-jena-java
fi
# Debian's jena-core keeps the messages of xerces in another package than the one that asks for them.
java=/usr/share/java
python3 -m zipfile -e "$java/jena-core.jar" "$place/jenafix/jar"
rm -rf "$place/jenafix/xerces"
mv "$place/jenafix/jar/org/apache/jena/ext/xerces" "$place/jenafix/xerces"
rm -rf "$place/jenafix/jar"
needs="libcommons-cli-java libcommons-codec-java libcommons-compress-java libcommons-csv-java
    libcommons-io-java libcommons-lang3-java libcommons-logging-java libdexx-java
    libgoogle-gson-java libguava-java libhttpclient-java libhttpcore-java
    libjackson2-annotations-java libjackson2-core-java libjackson2-databind-java libjsonld-java
    libjsonp2-java libprotobuf-java libthrift-java libtitanium-json-ld-java"
# shellcheck disable=SC2086  # a list of package names
jars=$(dpkg -L $needs | grep -E '^/usr/share/java/[^/]+\.jar$')
jars=$(printf '%s\n' "$place/jenafix" "$java"/jena-*[!0-9].jar $jars \
    "$java"/{slf4j-api,slf4j-nop,caffeine}.jar | paste -sd:)
as_report() { java -cp "$jars" tests/judge/Report.java "$@"; }

export AIRM_GRAPH_HOME=$place/workspace
names=("$place"/report.{ttl,nt,rdf})
.venv/bin/airm-graph -q validate --report "${names[0]}" --report "${names[1]}" --report "${names[2]}" >/dev/null

# A reader that takes a report without results for one of ours proves nothing.
sed 's/ValidationResult/ValidationResolt/; s/shacl#result>/shacl#resolt>/' "${names[1]}" >"$place/wrong.nt"
if as_report "$place/wrong.nt"; then
    echo "the reader accepts a report that has none of the results" >&2
    exit 1
fi
as_report "${names[@]}"
