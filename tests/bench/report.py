"""The bench's figures as Markdown, ratios first.

SPDX-License-Identifier: MIT
"""

from statistics import median

CASES = {"one": "get one", "page": "page of 50", "post": "post a contribution",
         "spend": "post spending", "series": "a series of 348 months", "analysis": "its analysis"}
# What is asked of the service by how many observations there are.
GROWTH = {"export": "all of them as CSV, a row", "series": "a series of 348 months", "analysis": "its analysis",
          "few": "exceptions of 50 series of 120 months"}


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def number(value, digits=0):
    return "–" if value is None else f"{value:,.{digits}f}"


def rounds_of(cells, case, connections, name):
    """A contender's cells by round."""
    return {cell.round: cell for cell in cells
            if (cell.case, cell.connections, cell.name) == (case, connections, name)}


def ratio(cells, case, connections, name):
    """The service's rate over another's: the median of the ratios within each round."""
    ours, theirs = (rounds_of(cells, case, connections, who) for who in ("service", name))
    found = [ours[each].rate / theirs[each].rate for each in ours if each in theirs]
    return median(found) if found else None


def in_order(values):
    return list(dict.fromkeys(values))


def ratios(cells):
    names = [name for name in in_order(cell.name for cell in cells) if name != "service"]
    rows = [[CASES[case], str(connections)] + [number(ratio(cells, case, connections, name), 2) for name in names]
            for case in in_order(cell.case for cell in cells)
            for connections in sorted({cell.connections for cell in cells if cell.case == case})]
    return table(["the service against", "connections"] + names, rows)


def figures(cells):
    rows = []
    for case in in_order(cell.case for cell in cells):
        for connections in sorted({cell.connections for cell in cells}):
            for name in in_order(cell.name for cell in cells):
                found = rounds_of(cells, case, connections, name).values()
                if not found:
                    continue
                middle = lambda what: median(getattr(cell, what) for cell in found) \
                    if getattr(next(iter(found)), what) is not None else None
                rows.append([CASES[case], str(connections), name, number(middle("rate")),
                             number(middle("server_us"), 1), number(middle("database_us"), 1),
                             number(middle("p50_us") / 1000, 2),
                             number(middle("p99_us") and middle("p99_us") / 1000, 2), number(middle("peak_mb"), 1)])
    return table(["work", "connections", "who", "requests/s", "server CPU µs", "PostgreSQL CPU µs", "p50 ms", "p99 ms",
                  "peak MB"], rows)


def streams(found):
    """Long answers: each found is (rows, name, seconds, server s, database s, grown MB, peak MB), several times."""
    rows = []
    for key in in_order((each[0], each[1]) for each in found):
        these = [each[2:] for each in found if each[:2] == key]
        middle = [median(values) if values[0] is not None else None for values in zip(*these)]
        rows.append([f"{key[0]:,}", key[1], number(middle[0], 2), number(middle[1] and middle[1] * 1000, 1),
                     number(middle[2] * 1000, 0), number(middle[3], 1), number(middle[4], 1)])
    return table(["CSV rows", "who", "seconds", "server CPU ms", "PostgreSQL CPU ms", "grown by MB", "peak MB"], rows)


def singles(found):
    """What is one number each: (what, value, target)."""
    return table(["what", "measured", "target"], [list(row) for row in found])


def sums(found, funds, ledgers):
    """What sums over the ledger cost: found is the cells, and the pages by question, fund and share."""
    cells, pages = found
    rows = []
    for question in in_order(cell.question for cell in cells):
        for fund in funds:
            cost, server, looked = [], [], []
            for ledger in ledgers:
                these = [cell for cell in cells
                         if (cell.question, cell.fund, cell.share) == (question, fund.title, ledger.share)]
                cost.append(median(cell.database_us for cell in these))
                server.append(median(cell.server_us for cell in these))
                looked.append(pages.get((question, fund.title, ledger.share)))
            rows.append([question, fund.title, " / ".join(number(fund.size(ledger.share)) for ledger in ledgers),
                         number(median(server)), *(number(each) for each in cost), number(cost[-1] / cost[0], 2),
                         " / ".join(number(each) for each in looked)])
    return table(["asked for", "of a fund", "its postings", "server CPU µs",
                  *(f"PostgreSQL CPU µs, {ledger.postings:,} postings" for ledger in ledgers), "last to first",
                  "pages"], rows)


def work(what, found):
    """Pieces of work, each measured several times; found is their costs."""
    rows = []
    for rows_, who in in_order((each.rows, each.who) for each in found):
        these = [each.row()[2:] for each in found if (each.rows, each.who) == (rows_, who)]
        seconds, server, database, grown, peak = (
            median(values) if values[0] is not None else None for values in zip(*these))
        rows.append([f"{rows_:,}", who, number(seconds, 2), number(server and server * 1000),
                     number(server and rows_ / server), number(database * 1000), number(grown, 1), number(peak, 1)])
    return table([f"rows {what}", "who", "seconds", "server CPU ms", "rows a second of server CPU", "PostgreSQL CPU ms",
                  "grown by MB", "peak MB"], rows)


def exceptions(found):
    """By priority: what a request costs, and quick requests alone and beside such requests."""
    names = {"bench-few": "50 series of 120 months", "bench-many": "500 series of 120 months"}
    return table(
        ["exceptions of", "seconds", "server CPU ms", "PostgreSQL CPU ms", "grown by MB",
         "quick requests alone: p50, p99 ms", "beside them: p50, p99 ms"],
        [[names[name], number(cost.seconds, 2), number(cost.server * 1000, 1), number(cost.database * 1000),
          number(cost.grown_mb, 1), *(f"{each.p50_us / 1000:.2f}, {each.p99_us / 1000:.2f}" for each in loads)]
         for name, (cost, *loads) in found.items()])


def growth(found):
    """By number of observations: what each question costs the service and PostgreSQL, and pages looked at."""
    sizes = sorted(found)
    rows = []
    for what, title in GROWTH.items():
        each = [found[size][what] for size in sizes]
        rows.append([title, " / ".join(number(one[0], 1) for one in each), " / ".join(number(one[1], 1) for one in each),
                     " / ".join(number(one[3]) for one in each), " / ".join(number(one[2], 1) for one in each)])
    return table(["with " + " / ".join(f"{size:,}" for size in sizes) + " observations", "server CPU µs",
                  "PostgreSQL CPU µs", "pages", "grown by MB"], rows)
