"""Wrong answers to the tensors_autograd exercises: one real mistake each, and exactly the tests that it fails."""

import numpy as np

from autograder.contract import equivalent, mutant, variant

# storage_groups

SHARING = ("alias", "detach", "view")


def _grouped(storage):
    groups = {}
    for name in sorted(storage):
        groups.setdefault(storage[name], []).append(name)
    return list(groups.values())


def _replay(program, sharing=SHARING, new=("new",), unbound=True):
    """Follow the storages, with the given lines that share and those that make a new one."""
    storage = {}
    for line, (what, name, source) in enumerate(program):
        needed = name if what == "inplace" else source
        if unbound and what != "new" and needed not in storage:
            raise ValueError("not bound")
        if what in sharing:
            storage[name] = storage.get(source, line)
        elif what in new:
            storage[name] = line
    return storage


@mutant(
    "storage_groups",
    caught_by=["worked_example", "whole_programs"],
    sentence="as if an in-place operation made a new storage",
)
def makes_a_new_storage_in_place(program):
    return _grouped(_replay(program, new=("new", "inplace")))


@mutant("storage_groups", caught_by=["one_line_of_each_kind", "whole_programs"], sentence="as if detach made a copy")
def copies_on_detach(program):
    return _grouped(_replay(program, sharing=("alias", "view"), new=("new", "detach")))


@mutant("storage_groups", caught_by=["one_line_of_each_kind", "whole_programs"], sentence="as if a view were a copy")
def copies_on_view(program):
    return _grouped(_replay(program, sharing=("alias", "detach"), new=("new", "view")))


@mutant(
    "storage_groups",
    caught_by=["worked_example", "one_line_of_each_kind", "whole_programs"],
    sentence="as if plain assignment made a copy",
)
def copies_on_assignment(program):
    return _grouped(_replay(program, sharing=("detach", "view"), new=("new", "alias")))


@mutant(
    "storage_groups",
    caught_by=["refuses_a_name_that_is_not_bound"],
    sentence="as if a line needed its source even where it only reads the numbers",
)
def asks_for_every_source(program):
    storage = _replay(program)
    for line, (_, _, source) in enumerate(program):
        if source is not None and source not in {name for _, name, _ in program[:line]}:
            raise ValueError("not bound")
    return _grouped(storage)


@mutant(
    "storage_groups",
    caught_by=["worked_example", "whole_programs"],
    sentence="as if a new value were written into the storage that its name already had",
)
def overwrites_the_old_storage(program):
    _replay(program)
    storage = {}
    for line, (what, name, source) in enumerate(program):
        if what in SHARING:
            storage[name] = storage[source]
        elif what == "new":
            storage.setdefault(name, line)
    return _grouped(storage)


@mutant(
    "storage_groups",
    caught_by=["worked_example", "whole_programs"],
    sentence="as if names that once shared went on sharing after one of them is bound anew",
)
def shares_with_the_name_for_ever(program):
    _replay(program)
    of = {}

    def root(name):
        seen = set()
        while of[name] != name and name not in seen:
            seen.add(name)
            name = of[name]
        return min(seen | {name}) if name in seen else name

    for what, name, source in program:
        if what in SHARING:
            of[name] = source
        elif what == "new":
            of[name] = name
    return _grouped({name: root(name) for name in of})


@mutant(
    "storage_groups",
    caught_by=["worked_example", "whole_programs"],
    sentence="as if a name that is bound again stayed in its old group as well",
)
def leaves_a_name_in_its_old_group(program):
    _replay(program)
    groups, current = [], {}
    for what, name, source in program:
        if what == "new":
            groups.append({name})
            current[name] = groups[-1]
        elif what in SHARING:
            current[source].add(name)
            current[name] = current[source]
    return sorted(sorted(group) for group in groups)


@mutant(
    "storage_groups",
    caught_by=["one_line_of_each_kind", "whole_programs"],
    sentence="as if an in-place operation made a name share with its source",
)
def joins_both_sides_in_place(program):
    storage = {}
    _replay(program)
    for line, (what, name, source) in enumerate(program):
        if what in SHARING:
            storage[name] = storage[source]
        elif what == "new":
            storage[name] = line
        elif source in storage:
            storage[name] = storage[source]
    return _grouped(storage)


@mutant(
    "storage_groups",
    caught_by=["worked_example", "one_line_of_each_kind", "whole_programs", "refuses_a_name_that_is_not_bound"],
    sentence="as if names that share with nobody were left out",
)
def forgets_who_shares_with_nobody(program):
    return [group for group in _grouped(_replay(program)) if len(group) > 1]


@mutant(
    "storage_groups",
    caught_by=["one_line_of_each_kind", "whole_programs"],
    sentence="as if names were listed in the order in which they were first bound",
)
def lists_names_in_the_order_of_the_program(program):
    groups = {}
    for name, storage in _replay(program).items():
        groups.setdefault(storage, []).append(name)
    return list(groups.values())


@mutant(
    "storage_groups",
    caught_by=["refuses_a_name_that_is_not_bound"],
    sentence="as if a name had a storage before it is bound",
)
def invents_what_is_not_bound(program):
    return _grouped(_replay(program, unbound=False))


@variant("storage_groups")
def with_references(program):
    names = {}
    for what, name, source in program:
        if what == "new":
            names[name] = object()
            continue
        try:
            shared = names[name if what == "inplace" else source]
        except KeyError:
            raise ValueError(f"{source} or {name} is not bound") from None
        names[name] = shared
    return _grouped({name: id(thing) for name, thing in names.items()})


@variant("storage_groups")
def by_moving_names_between_sets(program):
    groups = []
    for what, name, source in program:
        old = [group for group in groups if (name if what == "inplace" else source) in group]
        if what != "new" and not old:
            raise ValueError("a name is used before it is bound")
        if what == "inplace" or (what != "new" and name == source):
            continue
        for group in groups:
            group.discard(name)
        if what == "new":
            groups.append({name})
        else:
            old[0].add(name)
    return sorted(sorted(group) for group in groups if group)


@variant("storage_groups")
def by_asking_backwards(program):
    def made_by(name, line):
        while line:
            line -= 1
            what, bound, source = program[line]
            if bound == name and what == "new":
                return line
            if bound == name and what != "inplace":
                name = source
        raise ValueError(f"{name} is not bound")

    for line, (what, name, source) in enumerate(program):
        if what != "new":
            made_by(name if what == "inplace" else source, line)
    return _grouped({name: made_by(name, len(program)) for _, name, _ in program})


# backward


def _start(tape, output):
    value = {entry["name"]: entry["value"] for entry in tape}
    if output not in value:
        raise ValueError("not on the tape")
    gradient = dict.fromkeys(value, 0.0)
    gradient[output] = 1.0
    return value, gradient


def _shares(entry, g, value):
    """Give (input, share) for the inputs of one entry."""
    if entry["op"] == "add":
        return [(name, g) for name in entry["inputs"]]
    if entry["op"] == "mul":
        left, right = entry["inputs"]
        return [(left, g * value[right]), (right, g * value[left])]
    return []


@mutant(
    "backward",
    caught_by=["worked_example", "sums_and_products", "detach_cuts", "from_the_middle"],
    sentence="as if each new share replaced the gradient that a name already had",
)
def overwrites_the_gradient(tape, output):
    value, gradient = _start(tape, output)
    for entry in reversed(tape):
        for name, share in _shares(entry, gradient[entry["name"]], value):
            gradient[name] = share
    return gradient


@mutant(
    "backward",
    caught_by=["sums_and_products"],
    sentence="as if a share could be had by dividing the product by the factor, whatever the factor",
)
def divides_the_product_by_the_factor(tape, output):
    value, gradient = _start(tape, output)
    for entry in reversed(tape):
        g = gradient[entry["name"]]
        for name in entry["inputs"] if entry["op"] in ("add", "mul") else []:
            gradient[name] += g * entry["value"] / value[name] if entry["op"] == "mul" else g
    return gradient


@mutant("backward", caught_by=["detach_cuts"], sentence="as if detach let the gradient through")
def lets_gradients_through_detach(tape, output):
    value, gradient = _start(tape, output)
    for entry in reversed(tape):
        g = gradient[entry["name"]]
        shares = [(entry["inputs"][0], g)] if entry["op"] == "detach" else _shares(entry, g, value)
        for name, share in shares:
            gradient[name] += share
    return gradient


@mutant(
    "backward",
    caught_by=["worked_example", "sums_and_products", "detach_cuts", "from_the_middle"],
    sentence="as if the tape were gone through from its start to its end",
)
def goes_through_the_tape_from_its_start(tape, output):
    value, gradient = _start(tape, output)
    for entry in tape:
        for name, share in _shares(entry, gradient[entry["name"]], value):
            gradient[name] += share
    return gradient


@mutant(
    "backward",
    caught_by=["sums_and_products", "detach_cuts"],
    sentence="as if the share of a factor were weighted with its own value",
)
def multiplies_by_the_own_value(tape, output):
    value, gradient = _start(tape, output)
    for entry in reversed(tape):
        g = gradient[entry["name"]]
        for name in entry["inputs"] if entry["op"] in ("add", "mul") else []:
            gradient[name] += g * value[name] if entry["op"] == "mul" else g
    return gradient


@mutant(
    "backward",
    caught_by=["worked_example", "sums_and_products", "detach_cuts", "from_the_middle"],
    sentence="as if a name that one entry uses twice were used only once",
)
def counts_a_name_used_twice_once(tape, output):
    value, gradient = _start(tape, output)
    for entry in reversed(tape):
        for name, share in dict(_shares(entry, gradient[entry["name"]], value)).items():
            gradient[name] += share
    return gradient


@mutant(
    "backward",
    caught_by=["sums_and_products"],
    sentence="as if a name handed on its whole gradient again each time something reaches it",
)
def visits_a_shared_node_twice(tape, output):
    value, gradient = _start(tape, output)
    by_name = {entry["name"]: entry for entry in tape}

    def visit(name):
        shares = _shares(by_name[name], gradient[name], value)
        for source, share in shares:
            gradient[source] += share
        for source in dict(shares):
            visit(source)

    visit(output)
    return gradient


@mutant(
    "backward",
    caught_by=["worked_example", "sums_and_products", "detach_cuts", "from_the_middle"],
    sentence="as if the gradient of the output were its own value",
)
def starts_from_the_value(tape, output):
    value, gradient = _start(tape, output)
    gradient[output] = value[output]
    for entry in reversed(tape):
        for name, share in _shares(entry, gradient[entry["name"]], value):
            gradient[name] += share
    return gradient


@mutant(
    "backward",
    caught_by=["worked_example", "sums_and_products", "detach_cuts", "from_the_middle"],
    sentence="as if only the leaves were asked for",
)
def keeps_the_leaves_only(tape, output):
    value, gradient = _start(tape, output)
    for entry in reversed(tape):
        for name, share in _shares(entry, gradient[entry["name"]], value):
            gradient[name] += share
    return {entry["name"]: gradient[entry["name"]] for entry in tape if entry["op"] is None}


@mutant(
    "backward",
    caught_by=["detach_cuts"],
    sentence="as if a name that is detached somewhere had no gradient on any other path",
)
def clears_the_gradient_of_what_was_detached(tape, output):
    value, gradient = _start(tape, output)
    cut = {entry["inputs"][0] for entry in tape if entry["op"] == "detach"}
    for entry in reversed(tape):
        if entry["name"] in cut:
            gradient[entry["name"]] = 0.0
        for name, share in _shares(entry, gradient[entry["name"]], value):
            gradient[name] += share
    return gradient


@mutant(
    "backward",
    caught_by=["detach_cuts", "from_the_middle"],
    sentence="as if the output were always the last entry of the tape",
)
def starts_from_the_end_of_the_tape(tape, output):
    value, gradient = _start(tape, output)
    gradient[output] = 0.0
    gradient[tape[-1]["name"]] = 1.0
    for entry in reversed(tape):
        for name, share in _shares(entry, gradient[entry["name"]], value):
            gradient[name] += share
    return gradient


@variant("backward")
def by_carrying_forward(tape, output):
    value, _ = _start(tape, output)
    result = {}
    for source in value:
        moves = {}
        for entry in tape:
            one = _shares(entry, 1.0, value)
            moves[entry["name"]] = 1.0 if entry["name"] == source else sum((moves[n] * f for n, f in one), 0.0)
        result[source] = moves[output]
    return result


@variant("backward")
def by_walking_every_path(tape, output):
    value, gradient = _start(tape, output)
    gradient[output] = 0.0
    by_name = {entry["name"]: entry for entry in tape}

    def walk(name, g):
        gradient[name] += g
        for source, share in _shares(by_name[name], g, value):
            walk(source, share)

    walk(output, 1.0)
    return gradient


@variant("backward")
def by_asking_the_users(tape, output):
    value, _ = _start(tape, output)
    known = {}

    def gradient(name):
        if name not in known:
            users = [(entry["name"], dict.fromkeys(entry["inputs"])) for entry in tape if name in entry["inputs"]]
            by_name = {entry["name"]: entry for entry in tape}
            known[name] = float(name == output) + sum(
                gradient(user) * share
                for user, _ in users
                for source, share in _shares(by_name[user], 1.0, value)
                if source == name
            )
        return known[name]

    return {name: gradient(name) for name in value}


# broadcast_gradient


def _copied(g, shape):
    lead = g.ndim - len(shape)
    if lead < 0 or any(size not in (1, whole) for size, whole in zip(shape, g.shape[lead:], strict=True)):
        raise ValueError("does not broadcast")
    return tuple(axis for axis in range(g.ndim) if axis < lead or shape[axis - lead] == 1)


@mutant(
    "broadcast_gradient",
    caught_by=["worked_example", "axes_of_size_one", "axes_that_are_missing"],
    sentence="as if the gradients of the copies were averaged",
)
def takes_the_mean_of_the_copies(g, shape):
    return np.mean(g, axis=_copied(g, shape)).reshape(shape)


@mutant(
    "broadcast_gradient",
    caught_by=["worked_example", "axes_of_size_one", "axes_that_are_missing"],
    sentence="as if only the first copy counted",
)
def takes_the_first_copy(g, shape):
    copied = _copied(g, shape)
    return g[tuple(0 if axis in copied else slice(None) for axis in range(g.ndim))].reshape(shape).copy()


@mutant(
    "broadcast_gradient",
    caught_by=["worked_example", "axes_of_size_one", "axes_that_are_missing"],
    sentence="as if axes of size 1 were dropped from the result",
)
def loses_the_axes_of_size_one(g, shape):
    return np.asarray(g.sum(axis=_copied(g, shape)))


@mutant(
    "broadcast_gradient",
    caught_by=["worked_example", "axes_of_size_one", "axes_that_are_missing"],
    sentence="as if only the axes missing in front had been copied, not those of size 1",
)
def sums_the_missing_axes_only(g, shape):
    _copied(g, shape)
    return g.sum(axis=tuple(range(g.ndim - len(shape))))


@mutant(
    "broadcast_gradient",
    caught_by=["worked_example", "axes_that_are_missing"],
    sentence="as if only axes of size 1 had been copied, not those missing in front",
)
def sums_axes_of_size_one_only(g, shape):
    lead = g.ndim - len(shape)
    return g.sum(axis=tuple(axis for axis in _copied(g, shape) if axis >= lead), keepdims=True)


@mutant(
    "broadcast_gradient",
    caught_by=["worked_example", "axes_that_are_missing", "refuses_what_does_not_broadcast"],
    sentence="as if shapes were aligned at their first axes",
)
def aligns_shapes_at_their_first_axes(g, shape):
    padded = (*shape, *[1] * (g.ndim - len(shape)))
    if len(padded) != g.ndim or any(size not in (1, whole) for size, whole in zip(padded, g.shape, strict=True)):
        raise ValueError("does not broadcast")
    return g.sum(axis=tuple(axis for axis, size in enumerate(padded) if size == 1)).reshape(shape)


@mutant(
    "broadcast_gradient",
    caught_by=["refuses_what_does_not_broadcast"],
    sentence="as if any shape could be broadcast to any other",
)
def reshapes_whatever_comes(g, shape):
    lead = g.ndim - len(shape)
    if lead < 0:
        return g.reshape(-1)[: int(np.prod(shape))].reshape(shape)
    copied = tuple(axis for axis in range(g.ndim) if axis < lead or shape[axis - lead] == 1)
    return np.resize(g.sum(axis=copied), shape)


@variant("broadcast_gradient")
def axis_by_axis(g, shape):
    np.broadcast_to(np.empty(shape), g.shape)
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return np.array(g)


@variant("broadcast_gradient")
def by_counting_where_each_cell_went(g, shape):
    index = np.broadcast_to(np.arange(int(np.prod(shape))).reshape(shape), g.shape)
    result = np.zeros(int(np.prod(shape)))
    np.add.at(result, index.ravel(), g.ravel())
    return result.reshape(shape)


# single changes to the solutions that make no difference

equivalent(
    "storage_groups",
    "number[name] = number[source]",
    "number[name] = number[needed]",
    reason="of a line that is neither new nor inplace, the source is what it needs",
)
equivalent(
    "broadcast_gradient",
    "if lead < 0 or any(size not in (1, whole) for size, whole in zip(shape, g.shape[lead:], strict=True)):",
    "if any(size not in (1, whole) for size, whole in zip(shape, g.shape[lead:], strict=True)):",
    reason="where shape has more axes than g, zip is strict and raises ValueError by itself",
)
equivalent(
    "broadcast_gradient",
    "if lead < 0 or any(size not in (1, whole) for size, whole in zip(shape, g.shape[lead:], strict=True)):",
    "if lead < -1 or any(size not in (1, whole) for size, whole in zip(shape, g.shape[lead:], strict=True)):",
    reason="where shape has one axis more than g, zip is strict and raises ValueError by itself",
)
equivalent(
    "broadcast_gradient",
    "if lead < 0 or any(size not in (1, whole) for size, whole in zip(shape, g.shape[lead:], strict=True)):",
    "if lead < 0 or any(size not in (whole, 1) for size, whole in zip(shape, g.shape[lead:], strict=True)):",
    reason="membership has no order",
)
equivalent(
    "broadcast_gradient",
    "copied = [axis for axis in range(g.ndim) if axis < lead or shape[axis - lead] == 1]",
    "copied = [axis for axis in range(g.ndim) if axis < lead or shape[axis - lead] <= 1]",
    reason="sizes are at least 1",
)
