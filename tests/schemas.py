"""The schemas of docs/ for the tests: documents held to them by Python's jsonschema where it is installed.

Where HANDGRAD_REQUIRE_SCHEMA is set (CI) it must be; elsewhere the checks are skipped without it.
"""

import glob
import json
import os

try:
    import jsonschema
except ImportError:
    jsonschema = None


class Schemas:
    def __init__(self, root):
        self.schemas = {}
        for path in glob.glob(os.path.join(root, "docs", "*.schema.json")):
            with open(path, encoding="utf-8") as file:
                self.schemas[os.path.basename(path)] = json.load(file)
        if jsonschema:
            for schema in self.schemas.values():
                jsonschema.Draft202012Validator.check_schema(schema)

    def missing(self):
        """Is there nothing to validate with, and may that be?"""
        return jsonschema is None and not os.environ.get("HANDGRAD_REQUIRE_SCHEMA")

    def error(self, instance, name):
        """The best first error of a document by docs/NAME with its place, or None."""
        if jsonschema is None:
            return "the Python module jsonschema is missing"
        error = jsonschema.exceptions.best_match(self._validator(name).iter_errors(instance))
        return error and "/%s: %s" % ("/".join(map(str, error.path)), error.message)

    def check(self, tap, what, instance, name, wanted=True):
        """One test: the document is valid by docs/NAME, or is not if that is wanted."""
        if self.missing():
            tap.skip(what, "the Python module jsonschema is missing")
            return
        error = self.error(instance, name)
        tap.check(what, jsonschema is not None and (error is None) == wanted, error)

    def _validator(self, name):
        """A $ref to another of the schemas, by its $id, is found among them and never fetched."""
        try:
            from referencing import Registry, Resource
        except ImportError:  # jsonschema before 4.18
            resolver = jsonschema.RefResolver.from_schema(self.schemas[name], store=self.schemas)
            return jsonschema.Draft202012Validator(self.schemas[name], resolver=resolver)
        registry = Registry().with_resources([(key, Resource.from_contents(self.schemas[key])) for key in self.schemas])
        return jsonschema.Draft202012Validator(self.schemas[name], registry=registry)
