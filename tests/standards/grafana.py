"""Grafana's own types read every dashboard and write it again: what they do not know is lost on the way, and is told.

Usage: grafana.py FILE…   (pip install grafana-foundation-sdk)
"""

import json
import sys

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard


def lost(ours, theirs, at=""):
    """What is in ours and is not, or is another value, in theirs."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name, value in ours.items():
            if name not in theirs:
                yield f"{at}.{name}: not known to Grafana"
            else:
                yield from lost(value, theirs[name], f"{at}.{name}")
    elif isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            yield f"{at}: {len(ours)} became {len(theirs)}"
        for index, (one, other) in enumerate(zip(ours, theirs)):
            yield from lost(one, other, f"{at}[{index}]")
    elif ours != theirs:
        yield f"{at}: {ours!r} became {theirs!r}"


register_default_plugins()
faults = []
for file in sys.argv[1:]:
    with open(file, encoding="utf-8") as opened:
        ours = json.load(opened)
    read = Dashboard.from_json(ours)
    theirs = json.loads(JSONEncoder(sort_keys=True).encode(read))
    faults += [f"{file}{fault}" for fault in lost(ours, theirs)]
    # The types take any JSON where a list of variables' or panels' kinds is open: these are the ones that are installed with Grafana.
    kinds = {panel["type"] for panel in ours["panels"]}
    faults += [f"{file}: no panel of kind {kind}" for kind in kinds - {"stat", "timeseries", "bargauge", "table"}]
    overlapping = [(p["gridPos"]["x"], p["gridPos"]["y"]) for p in ours["panels"]]
    if len(overlapping) != len(set(overlapping)):
        faults.append(f"{file}: two panels at one place")
print("\n".join(faults) or f"{len(sys.argv) - 1} dashboards are as Grafana's types say")
sys.exit(1 if faults else 0)
