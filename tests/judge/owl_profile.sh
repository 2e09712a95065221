#!/usr/bin/env bash
# Checks with Debian's OWL API that the files given, by default the vocabulary, are in OWL 2 DL.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
vocabulary=$here/../../ontology/airm.ttl
packages=(libowlapi-java libjaxb-api-java)

if ! dpkg -s "${packages[@]}" >/dev/null 2>&1; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi

needs=$(dpkg-query -W -f='${Depends}' libowlapi-java | sed 's/([^)]*)//g; s/,/ /g')
# shellcheck disable=SC2086  # a list of package names
jars=$(dpkg -L $needs libjaxb-api-java | grep -E '^/usr/share/java/[^/]+\.jar$' | grep -v slf4j)
jars=$(printf '%s\n' "$jars" /usr/share/java/{owlapi-distribution,slf4j-api,slf4j-nop}.jar | paste -sd:)

in_profile() { java -cp "$jars" "$here/Profile.java" "$@"; }

# A checker that lets a cardinality on a transitive property pass proves nothing.
broken=$(mktemp --suffix=.ttl)
trap 'rm -f "$broken"' EXIT
cat "$vocabulary" - >"$broken" <<'TURTLE'
airm:sameRecordAs a owl:FunctionalProperty .
TURTLE
if in_profile "$broken" >/dev/null; then
    echo "the checker accepts an ontology that is not in OWL 2 DL" >&2
    exit 1
fi

in_profile "${@:-$vocabulary}"
