"""What can be known when cells are lost: an exact reference, with a proof for every answer.

Leave out the row sum of processed_total, which the others imply. Then every cell of table requests
stands in two identities; after some identities are multiplied by -1 it stands in one with +1 and in
the other with -1. So identities are nodes, cells are edges, and a filled table is a circulation of
non-negative flow. A cell of table proceedings stands in one identity; an outer node takes its other
end.

An unknown cell is free when some other solution gives it another value. Both answers are proved:
for a free cell by showing that other solution and checking it against all identities, for a fixed
one by a cut: the sum of the identities on one side is an equation that bounds the cell.

Numbers whose column is unknown are tried in every place. Where there are too many ways to try them
all, a cell is known if it is fixed while those numbers are left out, unknown if two ways were found
that differ in it, and else `open`: nothing is said about it.
"""

from collections import deque
from functools import lru_cache
from itertools import combinations

import form

MISSING = ("missing", None)
OPEN = ("open", None)     # this reference does not know whether the cell can be known
MAX_WAYS = 60             # complete placements of loose numbers that are looked at
MAX_TRIES = 2000          # and attempts to place the numbers of one row on the way
PROVED_WAYS = 3           # of them, how many have each answer checked by its proof


class Network:
    def __init__(self, edition):
        self.identities = form.identities(edition)
        ends = _orient([i for i in self.identities
                        if "requests.processed_total.total" not in i[1]
                        or i[0] != "requests.row_sum"])
        self.cells = list(ends)
        self.index = {c: i for i, c in enumerate(self.cells)}
        nodes = {node for pair in ends.values() for node in pair}
        self.outer = len(nodes)
        number = {node: i for i, node in enumerate(n for n in nodes if n is not None)}
        number[None] = self.outer
        self.ends = [(number[a], number[b]) for a, b in ends.values()]
        self.arcs = [[] for _ in range(self.outer + 1)]     # node -> (cell, other node, growing)
        for i, (a, b) in enumerate(self.ends):
            self.arcs[a].append((i, b, True))
            self.arcs[b].append((i, a, False))
        self.equations = [([self.index[c] for c in plus], [self.index[c] for c in minus])
                          for _, plus, minus in self.identities]

    def holds(self, values):
        """True when every identity holds for these values and none is negative."""
        return (min(values) >= 0
                and all(sum(values[i] for i in plus) == sum(values[i] for i in minus)
                        for plus, minus in self.equations))


@lru_cache(maxsize=None)
def network_of(edition):
    return Network(edition)


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


def _reach(network, unknown, values, start, goals, without=-1):
    """Nodes reachable from `start` by changing unknown cells, and the way to the first goal met.

    An unknown cell may always grow (along its edge) and may shrink while it is positive (against).
    `unknown` has a truth value for each cell; the way is a list of (cell, growing).
    """
    came = {start: None}
    queue = [start]
    for node in queue:
        for c, following, growing in network.arcs[node]:
            if following in came or not unknown[c] or c == without:
                continue
            if growing or values[c] > 0:
                came[following] = (node, c, growing)
                if following in goals:
                    return came, _way(came, following)
                queue.append(following)
    return came, None


def _way(came, node):
    way = []
    while came[node] is not None:
        node, c, growing = came[node]
        way.append((c, growing))
    return way


def _prove_free(network, values, changes):
    other = list(values)
    for c, growing in changes:
        other[c] += 1 if growing else -1
    assert network.holds(other)


def _prove_bound(network, unknown, values, side, target, entering):
    """The identities inside `side` add up to: the unknown cells that cross it = a constant.

    `target` crosses; every other unknown cell that crosses must do so in the same direction and be
    zero now, so target cannot grow (entering) or cannot shrink (leaving) without one going below 0.
    """
    for c, (a, b) in enumerate(network.ends):
        if unknown[c] and (a in side) != (b in side) and c != target:
            assert values[c] == 0 and (b in side)
    a, b = network.ends[target]
    assert (b in side and a not in side) if entering else (a in side and b not in side)


def free_cells(network, unknown, values, prove=True):
    """The unknown cells that have more than one possible value. `values` is one full solution."""
    if prove:
        assert network.holds(values)
    free = set()
    for c, (a, b) in enumerate(network.ends):
        if not unknown[c] or c in free:
            continue
        side, way = _reach(network, unknown, values, b, {a}, c)
        closing = (c, True)
        if way is None and prove:
            _prove_bound(network, unknown, values, side, c, entering=True)
        if way is None and values[c] > 0:
            side, way = _reach(network, unknown, values, a, {b}, c)
            closing = (c, False)
            if way is None and prove:
                _prove_bound(network, unknown, values, side, c, entering=False)
        if way is not None:
            changes = way + [closing]
            if prove:
                _prove_free(network, values, changes)
            free.update(cell for cell, _ in changes)
    return free


def _balance(network, values):
    """How much more flows into each node than out of it."""
    surplus = [0] * (network.outer + 1)
    for (a, b), value in zip(network.ends, values):
        if value:
            surplus[a] -= value
            surplus[b] += value
    surplus[network.outer] = 0
    return surplus


def complete(network, unknown, values):
    """`values` with the unknown cells changed so that every identity holds, or None."""
    values = list(values)
    surplus = _balance(network, values)
    while True:
        sources = {n for n, s in enumerate(surplus) if s > 0}
        sinks = {n for n, s in enumerate(surplus) if s < 0}
        if not sources and not sinks:
            return values if network.holds(values) else None
        if not _augment(network, unknown, values, surplus, sources, sinks):
            return None


def _augment(network, unknown, values, surplus, sources, sinks):
    """Sends flow from one node with a surplus to one that lacks it (or through the outer node)."""
    for start in sources or {network.outer}:
        came, way = _reach(network, unknown, values, start, (sinks | {network.outer}) - {start})
        if way is None:
            continue
        goal = _end(network, way, start)
        amount = min([abs(surplus[n]) for n in (start, goal) if n != network.outer]
                     + [values[c] for c, growing in way if not growing])
        for c, growing in way:
            values[c] += amount if growing else -amount
        for node, change in ((start, -amount), (goal, amount)):
            if node != network.outer:
                surplus[node] += change
        return True
    return False


def _end(network, way, start):
    """Where a way that leaves `start` arrives; its first step is the last one of the list."""
    c, growing = way[0]
    return network.ends[c][1 if growing else 0]


# ---- numbers whose column is not known ----------------------------------------------------------


class _Search:
    """Tries the loose rows of one table in every way that leaves a solution.

    `values` is the truth; rows are tried with their true place first, so that a search that is cut
    short has seen solutions.
    """

    def __init__(self, network, unknown, values, groups):
        self.network = network
        self.unknown = list(unknown)    # of every cell, those of the groups included
        self.truth = values
        self.groups = [([network.index[c] for c in ids], numbers) for ids, numbers in groups]
        self.places = []
        self.ways = 0
        self.tries = 0
        self.cut = False                # whether some ways were not looked at
        self.seen = {}                  # cell -> values found, None for "any"

    def _fix(self, values, unknown, cells, numbers):
        """The solution nearest by with these numbers in these cells, or None."""
        self.tries += 1
        values, unknown = list(values), list(unknown)
        for c, number in zip(cells, numbers):
            values[c] = number
            unknown[c] = False
        solution = complete(self.network, unknown, values)
        return (solution, unknown) if solution is not None else None

    def _fitting(self, group):
        """The places that suit a row while all other loose rows are left open, the true first."""
        ids, numbers = group
        places = [p for p in combinations(ids, len(numbers))
                  if self._fix(self.truth, self.unknown, p, numbers)]
        return sorted(places, key=lambda p: [self.truth[c] for c in p] != numbers)

    def _settle(self):
        """Rows with one place are settled, which may leave others fewer places."""
        settled = True
        while settled:
            settled = False
            self.places = [self._fitting(group) for group in self.groups]
            for (_, numbers), places in zip(self.groups, self.places):
                if len(places) == 1:
                    settled = True
                    for c in places[0]:
                        self.unknown[c] = False
            left = [i for i, places in enumerate(self.places) if len(places) > 1]
            self.groups = [self.groups[i] for i in left]
        order = sorted(range(len(left)), key=lambda i: len(self.places[left[i]]))
        self.places = [self.places[left[i]] for i in order]
        self.groups = [self.groups[i] for i in order]

    def run(self):
        self._settle()
        self._try(0, self.truth, self.unknown)
        if self.cut:
            self._try_single()

    def _try(self, depth, values, unknown):
        if depth == len(self.groups):
            self._note(values, unknown)
            return
        for places in self.places[depth]:
            if self.ways >= MAX_WAYS or self.tries >= MAX_TRIES:
                self.cut = True
                return
            fixed = self._fix(values, unknown, places, self.groups[depth][1])
            if fixed:
                self._try(depth + 1, *fixed)

    def _try_single(self):
        """Each row in each of its places, the others in their true ones."""
        for turn, places in enumerate(self.places):
            for place in places[1:]:
                unknown = list(self.unknown)
                for other, options in enumerate(self.places):
                    for c in options[0] if other != turn else ():
                        unknown[c] = False
                fixed = self._fix(self.truth, unknown, place, self.groups[turn][1])
                if fixed:
                    self._note(*fixed)

    def _note(self, values, unknown):
        self.ways += 1
        free = free_cells(self.network, unknown, values, self.ways <= PROVED_WAYS)
        for c in range(len(values)):
            self.seen.setdefault(c, set()).add(None if c in free else values[c])


def _try_all(network, unknown, values, groups):
    """Cell number -> its only value, MISSING or OPEN, for every cell, over all placements."""
    search = _Search(network, unknown, values, groups)
    search.run()
    relaxed = free_cells(network, search.unknown, values) if search.cut else set()
    answers = {}
    for c, found in search.seen.items():
        if len(found) > 1 or None in found:
            answers[c] = MISSING
        elif c in relaxed:
            answers[c] = OPEN
        else:
            answers[c] = next(iter(found))
    return answers


def _row_ways(numbers):
    """Each way to put the numbers, in order, into a row of proceedings: its five cells' values.

    A value is None where more than one would do.
    """
    ways = []
    for places in combinations(range(5), len(numbers)):
        row = [None] * 5
        for place, number in zip(places, numbers):
            row[place] = number
        parts, total = row[:4], row[4]
        left = None if total is None else total - sum(p for p in parts if p is not None)
        blank = [i for i in range(4) if parts[i] is None]
        if left is not None and (left < 0 or (left and not blank)):
            continue
        if total is None and not blank:
            row[4] = sum(parts)
        elif left == 0 or (left is not None and len(blank) == 1):
            for i in blank:
                row[i] = left
        ways.append(row)
    return ways


def _pool(ids, numbers):
    """Fifteen cells of table proceedings whose numbers stand in one heap, in order."""
    seen = [set() for _ in ids]
    count = len(numbers)
    for first in range(min(count, 5) + 1):
        for second in range(min(count - first, 5) + 1):
            parts = (numbers[:first], numbers[first:first + second], numbers[first + second:])
            if len(parts[2]) > 5:
                continue
            ways = [_row_ways(part) for part in parts]
            if all(ways):
                for row, options in enumerate(ways):
                    for way in options:
                        for column, value in enumerate(way):
                            seen[row * 5 + column].add(value)
    return {c: MISSING if len(found) > 1 or None in found else next(iter(found))
            for c, found in zip(ids, seen)}


def _unbound(ids, numbers):
    """Numbers of a row that no identity binds: known only when none is lost."""
    if len(ids) == len(numbers):
        return dict(zip(ids, numbers))
    return {c: MISSING for c in ids}


# ---- the answer ---------------------------------------------------------------------------------


def decide(edition, printed, loose, truth):
    """What a perfect reader knows: cell -> (state, value), for every cell of the edition.

    `printed` holds the cells whose number and place are certain; `loose` lists rows whose numbers
    stand in order but in unknown columns, as (cell ids, numbers); `truth` is a value for every
    cell. Where the printed numbers contradict each other every cell must be printed.
    """
    network = network_of(edition)
    known = {c: v for c, v in printed.items() if c in network.index}
    values = [truth[c] for c in network.cells]
    answers = {}
    if any(values[network.index[c]] != v for c, v in known.items()):
        assert len(known) == len(network.cells), "contradiction in a table that is not whole"
    else:
        answers = _bound(network, known, loose, values)
    result = {}
    for c in form.cells(edition):
        answer = answers.get(c, MISSING)
        if c in printed:
            result[c] = ("read", printed[c])
        else:
            result[c] = answer if isinstance(answer, tuple) else ("inferred", answer)
    for ids, numbers in loose:      # a number that stands there was read, whichever cell it is
        for c in ids:
            if result[c][0] == "inferred" and result[c][1] in numbers:
                result[c] = ("read", result[c][1])
    return result


def _bound(network, known, loose, values):
    unknown = [c not in known for c in network.cells]
    answers = {}
    for table in ("requests", "proceedings"):
        groups = [g for g in loose if g[0][0].startswith(table) and len(g[0]) < 15]
        mine = [u and c.startswith(table) for c, u in zip(network.cells, unknown)]
        found = _try_all(network, mine, values, groups)
        answers.update((network.cells[c], answer) for c, answer in found.items()
                       if network.cells[c].startswith(table))
    for ids, numbers in loose:
        if len(ids) == 15:
            answers.update(_pool(ids, numbers))
        elif ids[0].startswith("disclosure"):
            answers.update(_unbound(ids, numbers))
    return answers
