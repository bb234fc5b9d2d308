"""Counts of what the marker said of the cases, beside what fixed tolerances would have said, and the three tables."""

import collections
from decimal import ROUND_HALF_EVEN, Decimal

ACCEPTED = {"correct", "rounded", "imprecise"}
FOLLOWS = ACCEPTED | {"carried"}


# ---- fixed tolerances ----


def relative(share):
    return lambda written, true: abs(written.value - true) <= Decimal(share) * abs(true)


def figures(fewer):
    """The first figures must be those of the true value: all that are written, or fewer."""
    def accepts(written, true):
        if written.value == 0:
            return abs(true) <= written.unit / 2
        digits = max(1, len(written.value.as_tuple().digits) - fewer)
        if true == 0:
            return False

        def cut(value):
            return value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), ROUND_HALF_EVEN)
        return cut(written.value) == cut(true)
    return accepts


TOLERANCES = {"1 % relative": relative("0.01"), "0.1 % relative": relative("0.001"),
              "all figures written": figures(0), "all figures but one": figures(1)}


# ---- counting ----


class Counts:
    """Of all cases; one of a part of the problems can be added to another."""

    def __init__(self):
        self.counter = collections.Counter()
        self.lists = collections.defaultdict(list)

    def add(self, other):
        self.counter.update(other.counter)
        for key, items in other.lists.items():
            self.lists[key] += items

    def count(self, *key):
        self.counter[key] += 1

    def of(self, *key):
        return self.counter[key]

    # ---- (a) ----

    def honest(self, case, report):
        way = str(case.paper.rounding)
        for mark in report["marks"]:
            line = case.paper.sheet.by_id[mark["id"]]
            self.count("honest", way, mark["verdict"])
            if mark["verdict"] not in ACCEPTED:
                self.lists["refused"].append("%s: %s written %s is %s, within %s" % (
                    case.label, mark["id"], mark["written"], mark["verdict"], mark.get("interval")))
            for name, accepts in TOLERANCES.items():
                if not accepts(case.paper.written[line.id], line.true):
                    self.count("tolerance refuses", name)
        self.count("honest sheets")

    # ---- (b), (c) ----

    def mistaken(self, case, report):
        code = case.code
        self.count("made", code)
        if not case.shown:
            return
        marks = {mark["id"]: mark for mark in report["marks"]}
        mark = marks[case.line.id]
        self.count("shown", code)
        if report.get("first_wrong") == case.line.id:
            self.count("found", code)
            self.explained(case, mark)
            self.followed(case, report["marks"])
        else:
            self.lists["missed"].append("%s: %s at %s: %s for %s is %s, within %s; sampled %s; first wrong: %s" % (
                case.label, code, case.line.id, mark["written"], mark.get("true"), mark["verdict"],
                mark.get("interval"), case.reached, report.get("first_wrong")))
        if case.far:
            self.count("far", code)
            if mark["verdict"] in ACCEPTED:
                self.count("far accepted", code)
                self.lists["accepted"].append("%s: %s at %s: %s for %s" % (
                    case.label, code, case.line.id, mark["written"], mark.get("true")))
            for name, accepts in TOLERANCES.items():
                if accepts(case.paper.written[case.line.id], case.line.true):
                    self.count("tolerance accepts", name)

    def explained(self, case, mark):
        named = [cause["code"] for cause in mark.get("causes", [])]
        place = next((i for i, each in enumerate(named) if each in case.alike), None)
        if place is not None:
            self.count("named", case.code)
        if place == 0:
            self.count("first", case.code)
            return
        instead = named[0] if named else mark["verdict"]
        self.count("instead", case.code, instead)
        self.lists["not named" if place is None else "not first"].append("%s: %s at %s, %s: %s for %s: %s" % (
            case.label, case.code, case.line.id, case.line.role, mark["written"], mark.get("true"),
            ", ".join(named) or mark["verdict"]))

    def followed(self, case, marks):
        after = [mark["id"] for mark in marks].index(case.line.id) + 1
        for mark in marks[after:]:
            if mark["id"] in case.also:
                continue
            self.count("after")
            if mark["verdict"] in FOLLOWS:
                self.count("followed")
            else:
                self.lists["not followed"].append("%s: %s at %s; then %s written %s is %s, within %s" % (
                    case.label, case.code, case.line.id, mark["id"], mark["written"], mark["verdict"],
                    mark.get("interval")))

    # ---- figures ----

    def total(self, name):
        return sum(count for key, count in self.counter.items() if key[0] == name)

    def shares(self):
        """The figures that floors are set for, each a share of all."""
        honest = self.total("honest")
        accepted = sum(count for key, count in self.counter.items() if key[0] == "honest" and key[2] in ACCEPTED)
        found, shown = self.total("found"), self.total("shown")
        return {"honest accepted": ratio(accepted, honest), "found": ratio(found, shown),
                "named": ratio(self.total("named"), found), "first": ratio(self.total("first"), found),
                "followed": ratio(self.total("followed"), self.total("after")),
                "far accepted": ratio(self.total("far accepted"), self.total("far"))}


def ratio(part, whole):
    return part / whole if whole else 0.0


def percent(part, whole):
    return "%.2f %%" % (100 * part / whole) if whole else ""


# ---- printing ----


def table(head, rows):
    return "\n".join("| %s |" % " | ".join(map(str, row)) for row in [head, ["---"] * len(head)] + rows)


def honest_table(counts):
    rows = []
    ways = sorted({key[1] for key in counts.counter if key[0] == "honest"})
    for way in ways + ["all"]:
        of = {key: n for key, n in counts.counter.items() if key[0] == "honest" and way in (key[1], "all")}
        by = collections.Counter()
        for key, n in of.items():
            by[key[2]] += n
        whole, refused = sum(by.values()), sum(n for verdict, n in by.items() if verdict not in ACCEPTED)
        rows.append([way, whole, by["correct"], by["rounded"], by["imprecise"], refused,
                     percent(whole - refused, whole)])
    return table(["rounding", "values", "correct", "rounded", "imprecise", "refused", "accepted"], rows)


STAGES = ("made", "shown", "found", "named", "first")


def instead_of(counts, code):
    found = collections.Counter({key[2]: n for key, n in counts.counter.items() if key[:2] == ("instead", code)})
    return ", ".join("%s %d" % item for item in found.most_common(3))


def mistakes_table(counts, codes):
    rows = []
    for code in codes:
        made, shown, found, named, first = (counts.of(name, code) for name in STAGES)
        rows.append([code, made, shown, percent(found, shown), percent(named, found), percent(first, found),
                     instead_of(counts, code)])
    made, shown, found, named, first = (counts.total(name) for name in STAGES)
    rows.append(["all", made, shown, percent(found, shown), percent(named, found), percent(first, found), ""])
    return table(["mistake", "made", "digits show it", "found", "named", "ranked first", "first instead"], rows)


def tolerance_table(counts):
    honest, far = counts.total("honest"), counts.total("far")
    refused = honest - sum(n for key, n in counts.counter.items() if key[0] == "honest" and key[2] in ACCEPTED)
    rows = [["handgrad", refused, percent(refused, honest), counts.total("far accepted"),
             percent(counts.total("far accepted"), far)]]
    for name in TOLERANCES:
        refuses, accepts = counts.of("tolerance refuses", name), counts.of("tolerance accepts", name)
        rows.append([name, refuses, percent(refuses, honest), accepts, percent(accepts, far)])
    return table(["rule", "honest values refused", "of %d" % honest, "wrong values accepted", "of %d" % far], rows)
