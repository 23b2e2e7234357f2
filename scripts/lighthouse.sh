#!/usr/bin/env bash
# Lighthouse with a phone's profile on the pages of the demo. Ends with 1 where a category is below 95.
# BASE=http://… looks at an instance that runs already. Needs Chromium and Node.js.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'kill "${demo:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT

[ -d tests/browser/node_modules/lighthouse ] ||
  PUPPETEER_SKIP_DOWNLOAD=1 npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --silent
if [ -z "${BASE:-}" ]; then
  cargo build -q --release
  BASE=http://127.0.0.1:8099
  SIMPUL_LISTEN=127.0.0.1:8099 SIMPUL_DATABASE_URL="sqlite:$folder/simpul.db" SIMPUL_SEARCH_URL="embedded:$folder/index" \
    "${CARGO_TARGET_DIR:-target}/release/simpul" demo >"$folder/demo.log" 2>&1 &
  demo=$!
  for _ in $(seq 600); do curl -fs "$BASE/readyz" >/dev/null && break; sleep 0.5; done
fi
hall=$(curl -fs "$BASE/v1/locations?near=-6.9,107.6&size=1" | node -p 'JSON.parse(require("fs").readFileSync(0)).locations[0].id')
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
bad=0
for path in "/" "/?q=ktp+hilang&near=Kota+Bandung" "/mpp/$hall"; do
  CHROME_PATH=$chromium node tests/browser/node_modules/lighthouse/cli/index.js "$BASE$path" --quiet --output=json --output-path="$folder/report.json" \
    --only-categories=performance,accessibility,best-practices,seo --chrome-flags="--headless=new --no-sandbox --disable-gpu --disable-background-networking"
  node -e '
    const report = JSON.parse(require("fs").readFileSync(process.argv[1]));
    const scores = Object.values(report.categories).map(({ title, score }) => [title, Math.round(score * 100)]);
    console.log(process.argv[2], scores.map((pair) => pair.join(" ")).join(", "));
    const lost = Object.values(report.categories).flatMap(({ auditRefs }) => auditRefs).filter(({ id, weight }) => weight > 0 && report.audits[id].score !== null && report.audits[id].score < 0.9);
    for (const { id } of lost) console.log("  ", id, report.audits[id].displayValue ?? "", report.audits[id].title);
    process.exit(scores.every(([, score]) => score >= 95) ? 0 : 1);
  ' "$folder/report.json" "$path" || bad=1
done
exit $bad
