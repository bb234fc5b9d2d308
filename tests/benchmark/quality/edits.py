"""Mistakes in a formula, from their descriptions: in the issue on marking, in papers and courses. For each code the
formulas that somebody who makes the mistake works out in place of the right one.

Written without a look at how the marker tries them. `MISTAKES[code](sheet, line)` yields trees; none where the mistake
cannot be made at this line.
"""

from .formulas import make_product, make_sum, places, references, substituted

MISTAKES = {}


def mistake(code):
    def register(function):
        MISTAKES[code] = function
        return function
    return register


def nodes(tree, kind):
    return [(place, put) for place, put in places(tree) if place[0] == kind]


def without(items, i):
    return items[:i] + items[i + 1:]


def is_number(tree):
    return tree[0] == "num"


# ---- slips in any formula ----


@mistake("factor-left-out")
def factor_left_out(sheet, line):
    for (_, factors), put in nodes(line.tree, "prod"):
        for i, (exponent, factor) in enumerate(factors):
            if exponent > 0 and len(factors) > 1 and not is_number(factor):
                yield put(make_product(without(factors, i)))


@mistake("divisor-left-out")
def divisor_left_out(sheet, line):
    for (_, factors), put in nodes(line.tree, "prod"):
        for i, (exponent, _) in enumerate(factors):
            if exponent < 0:
                yield put(make_product(without(factors, i)))


@mistake("factor-twice")
def factor_twice(sheet, line):
    for (_, factors), put in nodes(line.tree, "prod"):
        for exponent, factor in factors:
            yield put(make_product(factors + ((exponent, factor),)))


@mistake("factor-inverted")
def factor_inverted(sheet, line):
    for (_, factors), put in nodes(line.tree, "prod"):
        for i, (exponent, factor) in enumerate(factors):
            if not is_number(factor):
                yield put(make_product(factors[:i] + ((-exponent, factor),) + factors[i + 1:]))


@mistake("term-left-out")
def term_left_out(sheet, line):
    for (_, terms), put in nodes(line.tree, "sum"):
        for i in range(len(terms)):
            if len(terms) > 1:
                yield put(make_sum(without(terms, i)))


@mistake("wrong-sign")
def wrong_sign(sheet, line):
    yield ("neg", line.tree)
    for (_, inner), put in nodes(line.tree, "neg"):
        yield put(inner)
    for (_, terms), put in nodes(line.tree, "sum"):
        for i, (sign, term) in enumerate(terms):
            yield put(("sum", terms[:i] + ((-sign, term),) + terms[i + 1:]))
    for (_, id), put in nodes(line.tree, "ref"):
        yield put(("neg", ("ref", id)))


def signs_turned(line, wrong):
    for (_, terms), put in nodes(line.tree, "sum"):
        for i, (sign, term) in enumerate(terms):
            if i > 0 and sign == wrong:
                yield put(("sum", terms[:i] + ((-sign, term),) + terms[i + 1:]))


@mistake("plus-for-minus")
def plus_for_minus(sheet, line):
    yield from signs_turned(line, -1)


@mistake("minus-for-plus")
def minus_for_plus(sheet, line):
    yield from signs_turned(line, 1)


@mistake("power-left-out")
def power_left_out(sheet, line):
    for (_, base, _), put in nodes(line.tree, "pow"):
        yield put(base)


# ---- another quantity than the right one ----


def is_weight(quantity):
    """A weight, or a derivative that is one: dz/da."""
    if quantity.by:
        return quantity.what == "z" and quantity.by[0] in ("a", "x", "d")
    return quantity.what == "w" and quantity.symbol is None


def neighbours(sheet, id):
    """Of the same family, with one index another."""
    quantity = sheet.by_id[id].quantity
    for other in sheet.families[quantity.family()]:
        pairs = zip(quantity.all_indices(), other.quantity.all_indices())
        if sum(a != b for a, b in pairs) == 1:
            yield other.id


def exchanged(sheet, line, wanted):
    for (_, id), put in nodes(line.tree, "ref"):
        if wanted(sheet.by_id[id]):
            for other in neighbours(sheet, id):
                if sheet.by_id[other].place < line.place:
                    yield put(("ref", other))


@mistake("wrong-weight")
def wrong_weight(sheet, line):
    yield from exchanged(sheet, line, lambda operand: is_weight(operand.quantity))


@mistake("wrong-unit")
def wrong_unit(sheet, line):
    roles = ("input", "target", "pre_activation", "activation", "error_term", "partial", "dropout")
    yield from exchanged(sheet, line, lambda operand: operand.role in roles and not is_weight(operand.quantity))


def is_matrix(quantity):
    return is_weight(quantity) or len(quantity.index) == 2 or (quantity.by and len(quantity.by[2]) == 2)


def transposed_id(sheet, id):
    quantity = sheet.by_id[id].quantity
    if quantity.by and len(quantity.index) == len(quantity.by[2]) == 1:
        swapped = (quantity.by[2], quantity.index)
    elif quantity.by and len(quantity.by[2]) == 2 and not quantity.index:
        swapped = ((), quantity.by[2][::-1])
    elif not quantity.by and len(quantity.index) == 2:
        swapped = (quantity.index[::-1], ())
    else:
        return None
    for other in sheet.families[quantity.family()]:
        if (other.quantity.index, other.quantity.by[2] if quantity.by else ()) == swapped and other.id != id:
            return other.id
    return None


@mistake("transposed-indices")
def transposed(sheet, line):
    """A matrix taken the other way round: everywhere in the formula, as far as it goes. In an update that is
    the gradient."""
    weights = [id for id in references(line.tree) if line.role != "update" or not is_parameter(sheet, id)]
    weights = [id for id in weights if is_matrix(sheet.by_id[id].quantity)]
    turned = {("ref", id): ("ref", transposed_id(sheet, id)) for id in weights if transposed_id(sheet, id)}
    if turned:
        yield exchange(line.tree, turned)


def exchange(tree, replacement):
    """All at once: x for y and y for x."""
    marked = {old: ("ref", "\0%d" % i) for i, old in enumerate(replacement)}
    return substituted(substituted(tree, marked),
                       {mark: replacement[old] for old, mark in marked.items()})


@mistake("pre-activation-for-activation")
def pre_activation_used(sheet, line):
    for id in references(line.tree):
        operand = sheet.by_id[id]
        if operand.role == "activation" and operand.quantity.what == "a" and operand.quantity.update:
            z = operand.quantity.prefix + "z%s[%d]" % (operand.quantity.layer, *operand.quantity.index)
            yield substituted(line.tree, {("ref", id): ("ref", z)})


@mistake("other-sample")
def other_sample(sheet, line):
    for (_, id), put in nodes(line.tree, "ref"):
        quantity = sheet.by_id[id].quantity
        for other in sheet.lines[:line.place] if quantity.sample else ():
            q = other.quantity
            if q.sample != quantity.sample and other.id == quantity.id.replace("s%d." % quantity.sample,
                                                                             "s%d." % q.sample):
                yield put(("ref", other.id))


# ---- derivatives ----


def derivative_of(line, top, bottom):
    """Is the line d`top`/d`bottom` of a layer?"""
    quantity = line.quantity
    return bool(quantity.by) and quantity.update > 0 and (quantity.what, quantity.by[0]) == (top, bottom)


@mistake("derivative-at-activation")
def derivative_at_activation(sheet, line):
    if not derivative_of(line, "a", "z") or sheet.activation_of(line.quantity.layer) in ("softmax", "log_softmax"):
        return
    q = line.quantity
    a = q.prefix + "a%s[%d]" % (q.layer, *q.index)
    z = q.prefix + "z%s[%d]" % (q.layer, *q.index)
    at_a = substituted(sheet.by_id[a].tree, {("ref", z): ("ref", a)})
    if references(line.tree):
        yield exchange(line.tree, {("ref", z): ("ref", a), ("ref", a): at_a})


@mistake("target-output-swapped")
def target_output_swapped(sheet, line):
    """Target and output change places, of every output that the formula names."""
    last = max((l.quantity.layer for l in sheet.lines if l.quantity.what == "a" and l.quantity.update), default="")
    swapped = {}
    for id in references(line.tree):
        target = sheet.by_id[id].quantity
        is_target = sheet.by_id[id].role == "target"
        for other in references(line.tree) if is_target else ():
            q = sheet.by_id[other].quantity
            if (q.what, q.layer, q.index) == ("a", last, target.index) and not q.by:
                swapped.update({("ref", id): ("ref", other), ("ref", other): ("ref", id)})
    if swapped:
        yield exchange(line.tree, swapped)


def is_error_term(line):
    return line.role == "error_term"


def last_layer(sheet, line):
    return line.quantity.by[1] == max(l.quantity.by[1] for l in sheet.computed if is_error_term(l))


def slope_id(line):
    """da/dz of the unit whose error term this is."""
    q = line.quantity
    layer, index = q.by[1], q.by[2][0]
    return q.prefix + "da%s[%d]/dz%s[%d]" % (layer, index, layer, index)


@mistake("derivative-twice")
def derivative_twice(sheet, line):
    if is_error_term(line) and last_layer(sheet, line) and slope_id(line) in sheet.by_id:
        activation = sheet.activation_of(line.quantity.by[1])
        pairs = {"binary_cross_entropy": "sigmoid", "categorical_cross_entropy": "softmax"}
        if pairs.get(sheet.loss.get("kind")) == activation:
            yield make_product([(1, line.tree), (1, ("ref", slope_id(line)))])


@mistake("derivative-left-out")
def derivative_left_out(sheet, line):
    if not is_error_term(line):
        return
    for (_, id), put in nodes(line.tree, "ref"):
        if derivative_of(sheet.by_id[id], "a", "z") and line.tree[0] == "prod":
            yield put(("num", "1"))


@mistake("softmax-diagonal-only")
def diagonal_only(sheet, line):
    if is_error_term(line) and line.tree[0] == "sum":
        slope = slope_id(line)
        kept = [(sign, term) for sign, term in line.tree[1] if slope in references(term)]
        if kept and len(kept) < len(line.tree[1]):
            yield make_sum(kept)


@mistake("updated-parameter")
def updated_parameter(sheet, line):
    """A weight after the update where the one before belongs: in the backward pass."""
    if not derivative_of(line, "z", "a"):
        return
    for id in references(line.tree):
        q = sheet.by_id[id].quantity
        new = "u%d.%s" % (q.update + 1, id[len(q.prefix):])
        if is_weight(q) and new in sheet.by_id and line.id not in sheet.ancestors(new):
            yield substituted(line.tree, {("ref", id): ("ref", new)})


# ---- losses, and means over samples ----


def times(number, tree):
    return make_product([(1, ("num", number)), (1, tree)])


def is_sample_loss(line):
    return line.role == "loss" and line.quantity.sample > 0


def is_slope_of_loss(sheet, line):
    last = derivative_of(line, "E", "a") and not any("dE/" in id for id in line.operands)
    return last and bool(sheet.loss)


@mistake("half-left-out")
def half_left_out(sheet, line):
    if is_sample_loss(line) and sheet.loss.get("scale") in ("half", "half_mean"):
        yield times("2", line.tree)


@mistake("half-added")
def half_added(sheet, line):
    squared = sheet.loss.get("kind") == "squared_error"
    if is_sample_loss(line) and squared and sheet.loss.get("scale") in ("sum", "mean"):
        yield times("1/2", line.tree)


@mistake("two-left-out")
def two_left_out(sheet, line):
    if is_slope_of_loss(sheet, line) and sheet.loss["kind"] == "squared_error":
        if sheet.loss["scale"] in ("sum", "mean"):
            yield times("1/2", line.tree)


@mistake("two-added")
def two_added(sheet, line):
    if is_slope_of_loss(sheet, line) and sheet.loss["kind"] == "squared_error":
        if sheet.loss["scale"] in ("half", "half_mean"):
            yield times("2", line.tree)


def samples_of(line, sheet):
    """The samples that a line of the update sums over."""
    return {sheet.by_id[id].quantity.sample for id in line.operands} - {0}


def outputs(sheet):
    return len(sheet.families.get((0, 1, None, "t", "", 1, None), ()))


@mistake("sum-for-mean")
def sum_for_mean(sheet, line):
    for (_, factors), put in nodes(line.tree, "prod"):
        for i, (exponent, factor) in enumerate(factors):
            m = len(samples_of(line, sheet))
            if exponent < 0 and m > 1 and line.quantity.sample == 0 and factor == ("num", str(m)):
                yield put(make_product(without(factors, i)))
    if is_sample_loss(line) and "mean" in sheet.loss.get("scale", "") and outputs(sheet) > 1:
        yield times(str(outputs(sheet)), line.tree)


@mistake("mean-for-sum")
def mean_for_sum(sheet, line):
    m = len(samples_of(line, sheet))
    if m > 1 and line.quantity.sample == 0 and line.role in ("loss", "gradient") and sheet.loss.get("batch") == "sum":
        terms = line.tree[1] if line.tree[0] == "sum" else ()
        own = [item for item in terms if any(sheet.by_id[id].quantity.sample for id in references(item[1]))]
        rest = [item for item in terms if item not in own]
        yield make_sum([(1, make_product([(1, make_sum(own)), (-1, ("num", str(m)))]))] + rest)
    if is_sample_loss(line) and sheet.loss.get("scale") in ("sum", "half") and outputs(sheet) > 1:
        yield times("1/%d" % outputs(sheet), line.tree)


@mistake("log-base")
def log_base(sheet, line):
    """The natural logarithm for that to base 2 or 10, and the other way round."""
    if "cross_entropy" not in sheet.loss.get("kind", "") and sheet.loss.get("kind") != "kl_divergence":
        return
    base = str(sheet.loss.get("log_base", "e"))
    if is_sample_loss(line) or (base != "e" and is_slope_of_loss(sheet, line)):
        natural = line.tree if base == "e" else make_product([(1, line.tree), (1, ("call", "log", (("num", base),)))])
        for other in {"e", "2", "10"} - {base} if is_sample_loss(line) else {"e"}:
            yield natural if other == "e" else make_product([(1, natural), (-1, ("call", "log", (("num", other),)))])


@mistake("product-of-means")
def product_of_means(sheet, line):
    q = line.quantity
    if not (q.by and q.by[0] in ("w", "b") and q.sample == 0 and sheet.loss.get("batch") == "mean"):
        return
    samples = [sheet.by_id[id] for id in line.operands if sheet.by_id[id].quantity.sample]
    trees = [sample.tree for sample in samples]
    if len(trees) < 2 or any(tree[0] != "prod" or len(tree[1]) != 2 for tree in trees):
        return
    count = ("num", str(len(trees)))
    means = [make_product([(1, make_sum([(1, tree[1][i][1]) for tree in trees])), (-1, count)]) for i in range(2)]
    terms = [(1, ("ref", sample.id)) for sample in samples]
    mean_of_products = make_product([(1, make_sum(terms)), (-1, count)])
    yield substituted(line.tree, {mean_of_products: make_product([(1, mean) for mean in means])})


# ---- forward pass and update ----


@mistake("bias-left-out")
def bias_left_out(sheet, line):
    if line.role == "pre_activation" and line.tree[0] == "sum":
        for i, (_, term) in enumerate(line.tree[1]):
            if term[0] == "ref" and sheet.by_id[term[1]].quantity.what == "b":
                yield make_sum(without(line.tree[1], i))


def is_learning_rate(sheet, tree):
    return tree[0] in ("const", "ref") and tree[1].split(".")[-1] in ("alpha", "eta")


@mistake("learning-rate-left-out")
def learning_rate_left_out(sheet, line):
    if line.role in ("update", "state"):
        for place, put in places(line.tree):
            if place[0] == "prod":
                kept = [item for item in place[1] if not is_learning_rate(sheet, item[1])]
                if len(kept) < len(place[1]):
                    yield put(make_product(kept))


@mistake("step-added")
def step_added(sheet, line):
    """The whole step away from the old value with the other sign."""
    if line.role == "update" and line.tree[0] == "sum":
        old = [item for item in line.tree[1] if item[1][0] == "ref" and is_parameter(sheet, item[1][1])]
        if len(old) == 1:
            yield make_sum([item if item in old else (-item[0], item[1]) for item in line.tree[1]])


@mistake("step-left-out")
def step_left_out(sheet, line):
    """The old value again, where a new one belongs."""
    if line.role == "update":
        for id in references(line.tree):
            if is_parameter(sheet, id):
                yield ("ref", id)


def is_parameter(sheet, id):
    return sheet.by_id[id].role in ("parameter", "update")


@mistake("step-count")
def step_count(sheet, line):
    for (_, base, exponent), put in nodes(line.tree, "pow"):
        if base[0] == "const" and base[1].startswith("beta") and exponent[0] == "num":
            for u in (int(exponent[1]) - 1, int(exponent[1]) + 1):
                yield put(("pow", base, ("num", str(u))))


def is_root(tree):
    return tree[0] == "call" and tree[1] == "sqrt"


@mistake("epsilon-inside-root")
def epsilon_inside(sheet, line):
    for (_, terms), put in nodes(line.tree, "sum"):
        epsilon = [item for item in terms if item[1] == ("const", "epsilon")]
        root = [item for item in terms if is_root(item[1])]
        if epsilon and root and len(terms) == 2:
            yield put(("call", "sqrt", (make_sum([(1, root[0][1][2][0])] + epsilon),)))


@mistake("epsilon-outside-root")
def epsilon_outside(sheet, line):
    for place, put in places(line.tree):
        if is_root(place) and place[2][0][0] == "sum":
            kept = [item for item in place[2][0][1] if item[1] != ("const", "epsilon")]
            if len(kept) < len(place[2][0][1]):
                yield put(make_sum([(1, ("call", "sqrt", (make_sum(kept),))), (1, ("const", "epsilon"))]))


@mistake("bias-correction-left-out")
def bias_correction_left_out(sheet, line):
    def corrects(item):
        terms = item[1][2][0] if is_root(item[1]) else item[1]
        return terms[0] == "sum" and any(t[0] == "pow" and t[1][0] == "const" and t[1][1].startswith("beta")
                                         for _, t in terms[1])
    for (_, factors), put in nodes(line.tree, "prod"):
        kept = [item for item in factors if not corrects(item)]
        if len(kept) < len(factors):
            yield put(make_product(kept))


# ---- one mistake in several lines ----


def stale_values(sheet, line, draw):
    """{id: formula} of this line and all of its kind, with one figure of some other problem in place of every value of
    the layer below; {} where there is no such layer."""
    figure = draw.choice(("2", "3", "0.5", "1.5", "0.2", "4"))
    if line.role not in ("pre_activation", "gradient") or not line.quantity.update:
        return {}
    found = {}
    for other in sheet.families[line.quantity.family()]:
        replaced = {("ref", id): ("num", figure) for id in other.operands if stands_for_layer(sheet.by_id[id])}
        if replaced:
            found[other.id] = substituted(other.tree, replaced)
    return found


def stands_for_layer(line):
    """An activation of a hidden layer, or the derivative that is one: dz/dw."""
    q = line.quantity
    if q.by:
        return q.what == "z" and q.by[0] == "w" and int(q.layer or 0) > 1
    return line.role == "activation" and q.what == "a"
