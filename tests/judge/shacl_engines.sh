#!/usr/bin/env bash
# pyshacl, our focused way, rudof and Apache Jena find the same in a build, in all failing examples of
# the shapes, and in mutants of these.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=${AIRM_JUDGE_DIR:-build/judge}/shacl-engines
mkdir -p "$place/jenafix"
place=$(cd "$place" && pwd)

[ -x "$place/venv/bin/python" ] || python3 -m venv "$place/venv"
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --editable . pyrudof==0.3.35

if ! dpkg -s libapache-jena-java >/dev/null 2>&1; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends libapache-jena-java
fi
# Debian's jena-core keeps the messages of xerces in another package than the one that asks for them.
java=/usr/share/java
python3 -m zipfile -e "$java/jena-core.jar" "$place/jenafix/jar"
rm -rf "$place/jenafix/xerces"
cp -r "$place/jenafix/jar/org/apache/jena/ext/xerces" "$place/jenafix/xerces"
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

"$place/venv/bin/python" tests/judge/shacl_engines.py "$place" "$jars"
