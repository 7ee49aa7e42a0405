"""What can be known when cells are lost: an exact reference, with a proof for every answer.

Leave out the row sum of processed_total, which the others imply. Then every cell of table requests
stands in two identities; after some identities are multiplied by -1 it stands in one with +1 and in
the other with -1. So identities are nodes, cells are edges, and a filled table is a circulation of
non-negative flow. A cell of table proceedings stands in one identity; node None takes its other end.

An unknown cell is `free` when some other solution gives it another value. Both answers are proved:
for a free cell by showing that other solution and checking it against all identities, for a fixed
one by a cut: the sum of the identities on one side is an equation that bounds the cell.
"""

from collections import deque
from itertools import combinations, product
from math import prod

import form


class Network:
    def __init__(self, edition):
        self.identities = form.identities(edition)
        self.ends = _orient([i for i in self.identities
                             if "requests.processed_total.total" not in i[1]
                             or i[0] != "requests.row_sum"])

    def holds(self, values):
        """True when every identity holds for these values and none is negative."""
        return (all(values[c] >= 0 for c in self.ends)
                and all(sum(values[c] for c in plus) == sum(values[c] for c in minus)
                        for _, plus, minus in self.identities))


def _orient(identities):
    """Cell -> (node it leaves, node it enters), flipping identities so that signs are opposite."""
    at = {}
    for node, (_, plus, minus) in enumerate(identities):
        for sign, side in ((1, plus), (-1, minus)):
            for c in side:
                at.setdefault(c, []).append((node, sign))
    flip = {}
    neighbours = {}
    for places in at.values():
        assert len(places) <= 2
        if len(places) == 2:
            (a, sa), (b, sb) = places
            neighbours.setdefault(a, []).append((b, -sa * sb))
            neighbours.setdefault(b, []).append((a, -sa * sb))
    for start in range(len(identities)):
        if start in flip:
            continue
        flip[start] = 1
        queue = deque([start])
        while queue:
            a = queue.popleft()
            for b, relative in neighbours.get(a, []):
                if b not in flip:
                    flip[b] = flip[a] * relative
                    queue.append(b)
                assert flip[b] == flip[a] * relative
    ends = {}
    for c, places in at.items():
        signed = {flip[node] * sign: node for node, sign in places}
        ends[c] = (signed.get(1), signed.get(-1))
    return ends


def _reach(network, unknown, values, start, goal, without):
    """Nodes reachable from `start` by changing unknown cells, and the way to `goal` if there is one.

    An unknown cell may always grow (along its edge) and may shrink while it is positive (against).
    """
    steps = {}
    for c in unknown:
        if c == without:
            continue
        a, b = network.ends[c]
        steps.setdefault(a, []).append((b, c, 1))
        if values[c] > 0:
            steps.setdefault(b, []).append((a, c, -1))
    came = {start: None}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for following, c, change in steps.get(node, []):
            if following not in came:
                came[following] = (node, c, change)
                queue.append(following)
    if goal not in came:
        return set(came), None
    way, node = [], goal
    while came[node] is not None:
        node, c, change = came[node]
        way.append((c, change))
    return set(came), way


def _prove_free(network, values, changes):
    other = dict(values)
    for c, change in changes:
        other[c] += change
    assert network.holds(other)


def _prove_bound(network, unknown, values, side, target, entering):
    """The identities inside `side` add up to: the unknown cells that cross it = a constant.

    `target` crosses; every other unknown cell that crosses must do so in the same direction and be
    zero now, so target cannot grow (entering) or cannot shrink (leaving) without one going below 0.
    """
    for c in unknown:
        a, b = network.ends[c]
        if (a in side) == (b in side) or c == target:
            continue
        assert values[c] == 0 and (b in side)
    a, b = network.ends[target]
    assert (b in side and a not in side) if entering else (a in side and b not in side)


def free_cells(network, unknown, values):
    """The unknown cells that have more than one possible value. `values` is one full solution."""
    assert network.holds(values)
    free = set()
    for c in unknown:
        a, b = network.ends[c]
        side, way = _reach(network, unknown, values, b, a, c)
        if way is not None:
            _prove_free(network, values, way + [(c, 1)])
            free.add(c)
            continue
        _prove_bound(network, unknown, values, side, c, entering=True)
        if values[c] == 0:
            continue
        side, way = _reach(network, unknown, values, a, b, c)
        if way is not None:
            _prove_free(network, values, way + [(c, -1)])
            free.add(c)
        else:
            _prove_bound(network, unknown, values, side, c, entering=False)
    return free


def complete(network, known):
    """A full solution in non-negative integers that agrees with `known`, or None."""
    unknown = [c for c in network.ends if c not in known]
    values = {c: known.get(c, 0) for c in network.ends}
    while True:
        surplus = _surplus(network, values)
        sources = [n for n, s in surplus.items() if s > 0 and n is not None]
        sinks = [n for n, s in surplus.items() if s < 0 and n is not None]
        if not sources and not sinks:
            return values if network.holds(values) else None
        if not _augment(network, unknown, values, surplus, sources, sinks):
            return None


def _surplus(network, values):
    """How much more flows into each node than out of it."""
    surplus = {}
    for c, (a, b) in network.ends.items():
        surplus[a] = surplus.get(a, 0) - values[c]
        surplus[b] = surplus.get(b, 0) + values[c]
    return surplus


def _augment(network, unknown, values, surplus, sources, sinks):
    """Sends flow from one node with a surplus to one that lacks it (or through node None)."""
    for start in sources or [None]:
        for goal in sinks + [None]:
            if start == goal:
                continue
            _, way = _reach(network, unknown, values, start, goal, None)
            if way is None:
                continue
            amount = min([abs(surplus[n]) for n in (start, goal) if n is not None]
                         + [values[c] for c, change in way if change < 0])
            for c, change in way:
                values[c] += change * amount
            return True
    return False


def decide(edition, printed, loose=()):
    """What a perfect reader knows: cell -> (state, value), for every cell of the edition.

    `printed` holds the cells whose number and place are certain; `loose` lists rows whose numbers
    stand in order but in unknown columns, as (cell ids, numbers). The printed numbers must not
    contradict each other unless nothing is unknown.
    """
    network = Network(edition)
    known = {c: v for c, v in printed.items() if c in network.ends}
    answers = []
    for placed in _placements(network, known, loose):
        solution = complete(network, {**known, **placed})
        if solution is not None:
            answers.append(_answer(network, {**known, **placed}, solution))
    if not answers:
        assert all(c in known for c in network.ends), "the printed numbers contradict each other"
        answers = [{c: ("read", v) for c, v in known.items()}]
    result = {}
    for c in form.cells(edition):
        if c in network.ends:
            result[c] = _agreed([answer[c] for answer in answers])
        else:
            result[c] = ("read", printed[c]) if c in printed else ("missing", None)
    return result


def _placements(network, known, loose):
    """Every way to put the loose numbers into their rows, rows that fail alone left out."""
    ways = []
    for ids, numbers in loose:
        fitting = [dict(zip(places, numbers)) for places in combinations(ids, len(numbers))]
        ways.append([way for way in fitting
                     if complete(network, {**known, **way}) is not None])
    if prod(len(w) for w in ways) > 2000:
        raise ValueError("too many placements to try them all")
    for choice in product(*ways):
        yield {c: v for way in choice for c, v in way.items()}


def _answer(network, known, solution):
    unknown = [c for c in network.ends if c not in known]
    free = free_cells(network, unknown, solution)
    return {c: ("read", v) if c in known else
            ("missing", None) if c in free else ("inferred", v) for c, v in solution.items()}


def _agreed(answers):
    """One answer where all placements agree on the value; the first one's state will do."""
    if len({value for _, value in answers}) == 1:
        return answers[0]
    return ("missing", None)
