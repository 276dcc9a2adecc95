"""`byungjin validate --two-tracks`: what men, means and a line are worth, and what is short."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commands.terminal import show, show_table


def tell(facts: Mapping[str, Any]) -> None:
    """The figures as tables."""
    n = facts["draws"]
    men = facts["men_moved_civil_pct"].items()
    show_table(
        f"100,000 men from the army to one branch in 2013: change in 2018, % ({n} draws)",
        ["To", "Civil output", "Above 0", "Own output", "GDP"],
        [[name, f"{m['civil']['median']:+.2f}", f"{m['civil']['above_zero']:.0%}",
          f"{m['own']['median']:+.2f}", f"{m['gdp']['median']:+.2f}"] for name, m in men],
        (1, 2, 3, 4),
    )  # fmt: skip
    gains = facts["poor_gain_pct"].items()
    show_table(
        "Share for defence .30 to .10 in April 2013: the poorer three fifths, % (5, 50, 95 %)",
        ["What is freed", "3 years", "5 years", "10 years", "Burden, year 3"],
        [[name, *(_three(g[y]) for y in ("3", "5", "10")),
          "{:.1f} → {:.1f}".format(*g["burden_year_3"])] for name, g in gains],
        (1, 2, 3, 4),
    )  # fmt: skip
    splits = facts["uses_split"].items()
    heads = list(next(iter(facts["uses_split"].values()))["means"])
    show_table(
        "What a unit of defence given up became after five years",
        ["What is freed", *heads, "sum"],
        [[name, *(f"{s['means'][h]:+.2f}" for h in heads), f"{s['sum']:.6f}"]
         for name, s in splits], tuple(range(1, len(heads) + 2)),
    )  # fmt: skip
    _tell_rest(facts)


def _three(values: list[float]) -> str:
    return " ".join(f"{v:+.1f}" for v in values)


def _tell_rest(facts: Mapping[str, Any]) -> None:
    butter, known = facts["butter_first_pct"], facts["bound_known"]
    show(f"Uses leave {facts['uses_gap']:.1e} trn KRW unaccounted for at most.")
    show(f"butter-first beside guns-first, the poorer in 2018: {butter['median']:+.2f} %, above 0 "
         f"in {butter['above_zero']:.0%} of draws.")  # fmt: skip
    unmet = ", ".join(f"{k.removeprefix('shortage.')} {v:.1f}"
                      for k, v in facts["shortage_pct"].items())  # fmt: skip
    show(f"Need unmet 2013-16, %: {unmet}.")
    show(f"Plants that orders do not hold: {facts['bound_share']['median']:.2f}; what is named as "
         f"short raises a branch most in {known['named_raises_most']:.0%} of {known['tried']} "
         "tries.")  # fmt: skip
    for kind in ("real", "money"):
        found = facts[f"drift_{kind}_pct"]
        show(f"Drift with drivers held, {kind}: median {found['median']:.2f}, largest "
             f"{found['largest']:.2f} % a year.")  # fmt: skip
    _tell_owners(facts)
    errors = facts["rmse"]
    show("GDP growth 2012-19, RMSE: " + ", ".join(f"{m} {e['gdp']:.2f}" for m, e in errors.items())
         + f"; heavy {errors['A']['output.heavy']:.1f}, light {errors['A']['output.light']:.1f} "
         "in A.")  # fmt: skip


def _tell_owners(facts: Mapping[str, Any]) -> None:
    """Imports beside the record, what a grant to the munitions track becomes, arms delivered."""
    level = facts["imports_level"]
    rows = {"every step": level["all"], "none": level["none"],
            **{f"{step} alone": found for step, found in level["alone"].items()}}  # fmt: skip
    show_table(
        "Imports made inside beside the record (median over draws)",
        ["With", "2018", "2019", "Both within a third", "a fifth"],
        [[name, f"{r['2018'][1]:.2f}", f"{r['2019'][1]:.2f}", f"{r['within_third']:.0%}",
          f"{r['within_fifth']:.0%}"] for name, r in rows.items()], (1, 2, 3, 4),
    )  # fmt: skip
    theft, poor = facts["theft_programme"], facts["theft_poor_pct"]
    became = ", ".join(f"{k.replace('_', ' ')} {v[1]:.0f}" for k, v in theft["dollars"].items())
    show(f"2 bn USD a year to the munitions track from 2026: programme up in "
         f"{theft['programme_up']:.0%}, munitions in {theft['munitions_up']:.0%} of draws; the "
         f"poorer three fifths {poor['median']:+.1f} %. mn USD a year: {became}.")  # fmt: skip
    arms = facts["arms_delivered"]
    low, middle, high = arms["2023-24_mn_usd"]
    show(f"Arms ordered in 2013-14 are delivered in {facts['arms_delivering_share']:.0%} of draws; "
         f"2023-24: {middle:.0f} mn USD ({low:.0f} to {high:.0f}).")  # fmt: skip
