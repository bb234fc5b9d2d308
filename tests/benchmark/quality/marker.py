"""Has answers marked by handgrad: the only place that knows how it is called."""

import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from tap import run  # noqa: E402


class MarkerFailed(Exception):
    pass


class Marker:
    """Marks sheets of one problem; a context, since the problem may need a file of its own."""

    def __init__(self, handgrad, problem):
        self.handgrad, self.problem, self.file = handgrad, problem, None
        if not isinstance(problem, str):
            self.file = tempfile.NamedTemporaryFile("w", suffix=".json")
            json.dump(problem, self.file)
            self.file.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.file:
            self.file.close()

    def mark(self, documents):
        """The report (docs/grade.schema.json) of each file of answers, in order."""
        name = self.file.name if self.file else self.problem
        stream = "\n".join(map(json.dumps, documents))
        status, out, err = run([self.handgrad, "grade", name, "-", "--format", "ndjson", "--quiet"], stream, 1200)
        reports = [json.loads(line) for line in out.splitlines()]
        if status not in (0, 1) or len(reports) != len(documents) or any("marks" not in each for each in reports):
            broken = [each for each in reports if "marks" not in each]
            raise MarkerFailed("status %d, %d of %d reports: %s" % (status, len(reports), len(documents),
                                                                    err or broken[:1]))
        return reports
