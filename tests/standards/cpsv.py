"""python3 cpsv.py BASE: reads services as Turtle and as JSON-LD, holds each against the shapes of CPSV-AP, and both against one another. Ends with 1
where one does not hold. Needs rdflib and pyshacl."""

import json
import os
import sys
import urllib.request

import pyshacl
import rdflib
from rdflib.compare import isomorphic

base = sys.argv[1]
here = os.path.dirname(os.path.abspath(__file__))
shapes = [rdflib.Graph().parse(os.path.join(here, "shapes.ttl"))]
if os.environ.get("CPSV_AP_SHAPES"):
    shapes.append(rdflib.Graph().parse(os.environ["CPSV_AP_SHAPES"]))


def get(path, accept=None):
    request = urllib.request.Request(base + path, headers={"Accept": accept} if accept else {})
    with urllib.request.urlopen(request) as answer:
        return answer.headers.get_content_type(), answer.read().decode()


faults = []
ids = [record["id"] for record in json.loads(get("/hsds/services?per_page=25")[1])["contents"]]
for name in ids:
    kind, turtle = get(f"/v1/services/{name}.ttl")
    if kind != "text/turtle" or get(f"/v1/services/{name}", "text/turtle")[1] != turtle:
        faults.append(f"{name}: {kind}, or another by Accept")
    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    kind, text = get(f"/v1/services/{name}.jsonld")
    if kind != "application/ld+json" or not isomorphic(graph, rdflib.Graph().parse(data=text, format="json-ld")):
        faults.append(f"{name}: {kind} does not say the same")
    for shape in shapes:
        conforms, _, report = pyshacl.validate(graph, shacl_graph=shape)
        if not conforms:
            faults.append(f"{name}: {report}")
for fault in faults[:20]:
    print(fault)
print(f"{len(ids)} services, {len(shapes)} sets of shapes, {len(faults)} faults")
sys.exit(1 if faults or not ids else 0)
