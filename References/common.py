"""What the generators share: one form of JSON, with its origin."""
import importlib.metadata
import json
import os
import sys


def compact(value, indent=""):
    """JSON with a line for each member of an object, and for each element of a list of objects."""
    if isinstance(value, dict):
        inner = indent + " "
        lines = [f'{inner}"{key}": {compact(item, inner)}' for key, item in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + indent + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        inner = indent + " "
        return "[\n" + ",\n".join(inner + compact(v, inner) for v in value) + "\n" + indent + "]"
    return json.dumps(value, allow_nan=False)


def emit(packages, tolerance, **content):
    """Prints a reference file: generator, package versions, tolerance, and the content."""
    print(compact({
        "generator": f"References/{os.path.basename(sys.argv[0])}",
        "versions": {name: importlib.metadata.version(name) for name in packages},
        "tolerance": tolerance,
        **content,
    }))
