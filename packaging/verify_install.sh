#!/usr/bin/env bash
# Prove `pip install .` in an empty environment: both commands are there, the resources too, and the sample reaches its report.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git clone -q . "$folder/source"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check "$folder/source"
cd "$folder"
export BACKFILL_ASSISTANT_HOME=$folder/home QT_QPA_PLATFORM=offscreen
venv/bin/backfill-assistant --version
venv/bin/backfill-assistant-cli sample >sample.txt
tail -n 2 sample.txt
venv/bin/backfill-assistant --journey "$folder/pictures"
venv/bin/python - <<'PYTHON'
from backfill_assistant.resource_paths import resources

found = {path.name for path in resources().iterdir()}
assert {"icons", "licences", "samples"} <= found, found
assert "site-packages" in str(resources()), resources()
PYTHON
echo "verify_install: all passed"
