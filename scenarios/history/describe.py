"""docs/drivers.md, written from the feeds themselves so that it cannot go stale."""

from __future__ import annotations

from pathlib import Path

from model import drivers as declared
from scenarios.history import tables
from scenarios.history.feeds import FEEDS, sources

PAGE = Path(__file__).parents[2] / "docs" / "drivers.md"

_OPENING = """\
# Recorded drivers

What history feeds into a run, and by which rule. This page is written by
`python -m scenarios.history.describe`; a test holds it to the code.

A *driver* is a dated path that the model is given from outside. A *feed* is a group of drivers that
a scenario may impose (`feeds = ["weather", "border"]`). Every path is made from the tables under
`scenarios/history/record/`, in which each row has its source and grade, by a rule that is the same
for every year. No rule looks at output, prices or any other figure that is scored, with one
exception: the last level of `compliance.china` is what recorded exports of 2016 and 2018 imply, the
start of its prior. None was changed in view of growth, sectors or prices after 2019. Every number
a rule uses stands in `record/rules.csv`.

- **Dates.** A dated change counts from its own month if its day is the 15th or earlier, else from
  the next month. A change of before 2011 counts from January 2011.
- **Ends.** The record ends with December 2024. Then a figure that the model can make itself (trade,
  generation, note issue) is handed back to it, weather returns to normal, and any other path
  keeps its last value until a scenario says otherwise.
- **Grades.** *verified*, *recalled*, *derived* (a recorded figure spread or divided by rule),
  *assumption* (a level we chose; the dates may still be on record). A path has the grade of
  its weakest row.
- **Held-out years.** A share recorded after 2019 does not reach back into the fit window: 2019 is a
  knot that carries what was known by then. Two border levels rest on held-out years, and the
  table of numbers says so.

## Feeds
"""

_TRADE = """
### How trade is spread

The yearly total without inter-Korean trade is kept to the dollar. Each channel weighs in a month
with its share x the share of the days of that month on which no ban holds (`record/closures.csv`)
x the openness of the border, and the total of the year is dealt out by these weights. Coal has its
own recorded yearly value; the other exports share what is left. What the channels with recorded
shares leave goes to the rest: other exports; and intermediates, food and consumer goods in their
mix of 2011. The year 2011 is the opening matrix: exports 2,789 (coal 1,170, other minerals 480,
textiles and other light goods 480, seafood 110, other 549), imports 3,568 (oil 800, intermediates
1,250, machinery 790, food 300, consumer goods 428), in mn USD.

Bans bite on the day clearance ends, not on the day of the text: the resolutions of August and
September 2017 let goods under way clear until 4 September and 10 December, and coal held in port
since February cleared in August. So coal comes in January, February and August 2017 and never
again. Volumes of coal are observed, not fed. The gift of about 500 kt of crude a year is part of
the recorded value of oil where the source counts it; it is a grant, not currency spent.
"""


def page() -> str:
    """Write the whole page as Markdown."""
    return "".join([_OPENING, *(_feed(feed) for feed in FEEDS), _TRADE, _numbers()])


def _feed(feed: str) -> str:
    """One section: the paths of a feed, then the rules they were made by."""
    rows = sources(feed)
    lines = [f"\n### {feed}\n\n| driver | unit | grade |\n|---|---|---|\n"]
    lines += [f"| `{r.driver}` | {declared.get(r.driver).unit} | {r.grade} |\n" for r in rows]
    lines.append("\n")
    for rule in dict.fromkeys(row.rule for row in rows):
        names = ", ".join(f"`{row.driver}`" for row in rows if row.rule == rule)
        lines.append(f"- {names}: {rule}.\n")
    return "".join(lines)


def _numbers() -> str:
    """Set out the numbers that the rules use."""
    head = "\n## Numbers of the rules\n\n| name | value | unit | what it is |\n|---|---|---|---|\n"
    rows = tables.read("rules")
    body = (f"| `{r['series']}` | {r['value']} | {r['unit']} | {r['note']} |\n" for r in rows)
    return head + "".join(body)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
