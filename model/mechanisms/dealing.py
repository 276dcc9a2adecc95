"""Money and grain posted to a population are dealt out to its members, and the month is checked."""

from __future__ import annotations

from model.accounts import TOLERANCE, closes
from model.chart import BY, CHARTS
from model.compiled import inner, mechanism
from model.matrix import MONTHS
from model.mechanisms.labour import total_staff
from model.numerics import total
from model.populations.enterprises import E
from model.populations.farms import F
from model.populations.layout import B
from model.populations.traders import T
from model.populations.trading_companies import CK, C

MILLION = 1e6
OF_PLAN, OF_CASH, OF_DOLLARS, OF_GRAIN = range(1, len(CHARTS) + 1)
"""Numbers of the ledgers in a fault; 0 is none."""
OF_MEN = len(CHARTS) + 1
"""Number of the count of men in a fault."""


@mechanism
def deal_out(country, rows):
    """Each population's net receipts reach its members: in by size, out by what each holds."""
    e, f, t, c = rows.enterprises, rows.farms, rows.traders, rows.companies
    size, civil, defence = e[E.base_output], rows.civil, rows.munitions
    _share(country, OF_DOLLARS, country.dollars, BY.enterprises, e[E.dollars], civil, size)
    _share(country, OF_DOLLARS, country.dollars, BY.munitions, e[E.dollars], defence, size)
    _share(country, OF_PLAN, country.plan, BY.enterprises, e[E.deposits], civil, size)
    _share(country, OF_PLAN, country.plan, BY.munitions, e[E.deposits], defence, size)
    _share(country, OF_CASH, country.cash, BY.enterprises, e[E.cash], e[E.weight], size)
    _share(country, OF_CASH, country.cash, BY.farms, f[F.cash], f[F.weight], f[F.base_harvest])
    _share(country, OF_CASH, country.cash, BY.traders, t[T.cash], t[T.weight], t[T.size])
    _share(country, OF_DOLLARS, country.dollars, BY.traders, t[T.dollars], t[T.weight], t[T.size])
    _share(country, OF_GRAIN, country.grain, BY.traders, t[T.grain], t[T.weight], t[T.size])
    owner = BY.trading_companies
    _note_receipts(c, rows.company_kinds[CK.patron], country.nation.received)
    _share(country, OF_DOLLARS, country.dollars, owner, c[C.dollars], c[C.weight], c[C.receipts])
    _share_institutions(country)


@inner
def _share(country, number, ledger, holder, values, weight, key):
    """Bring one population's members to the posted balance, once nothing unposted is found."""
    held = _deal(values, weight, key, ledger.balance[holder] * MILLION) / MILLION
    _confirm_untouched(country, number, ledger, holder, held)


@inner
def _confirm_untouched(country, number, ledger, holder, held):
    """Before the month's net is dealt out, a holder must hold what it carried over."""
    _compare(country, number, ledger, holder, held, ledger.carried[holder])


@inner
def _note_receipts(c, patron, received):
    """What each company's exports brought; all have a little, so that what comes in finds rows."""
    for i in range(c.shape[1]):
        c[C.receipts, i] = c[C.size, i] * received[patron[i]] + c[C.licence, i] / MILLION


@inner
def _share_institutions(country):
    """State, court and munitions track hold what was posted to them."""
    n, dollars = country.nation, country.dollars
    _confirm_untouched(country, OF_DOLLARS, dollars, BY.state, n.state_dollars)
    _confirm_untouched(country, OF_DOLLARS, dollars, BY.court, n.court_dollars)
    n.state_dollars, n.court_dollars = dollars.balance[BY.state], dollars.balance[BY.court]
    n.munitions_dollars = dollars.balance[BY.munitions]


@inner
def _compare(country, number, ledger, holder, held, posted):
    """What is held must be what was posted, but for rounding."""
    if not closes(ledger, held, posted):
        _note_fault(country, number, holder, held, posted)


@inner
def _note_fault(country, number, holder, held, posted):
    """Keep the first ledger found not to close; the run ends on it."""
    if country.fault[0] == 0.0:
        country.fault[0], country.fault[1] = number, holder
        country.fault[2], country.fault[3] = held, posted


@inner
def _deal(values, weight, key, total):
    """Bring the weighted sum of ``values`` to ``total``; hand back what it was."""
    held, size = 0.0, 0.0
    for i in range(values.size):
        held += weight[i] * values[i]
        size += weight[i] * key[i]
    net = total - held
    by_holding = net < 0.0 and held > 0.0 and total >= 0.0
    per_held, per_size = net / held if by_holding else 0.0, 0.0 if by_holding else net / size
    for i in range(values.size):
        if weight[i] * key[i] > 0.0:
            values[i] += per_held * values[i] + per_size * key[i]
    return held


@mechanism
def check_accounts(country, rows):
    """Every ledger closes: what was posted is what rows and institutions hold."""
    n = country.nation
    _check_men(country)
    cash, dollars, plan = _of_plants(rows.enterprises, rows.civil, rows.munitions)
    farms, traders, firms = _of_farms(rows.farms), _of_traders(rows.traders), rows.companies
    _check(country, OF_CASH, country.cash, BY.households, n.booked[B.cash] / MILLION)
    _check(country, OF_CASH, country.cash, BY.farms, farms[0] / MILLION)
    _check(country, OF_CASH, country.cash, BY.enterprises, cash / MILLION)
    _check(country, OF_CASH, country.cash, BY.traders, traders[0] / MILLION)
    _check(country, OF_CASH, country.cash, BY.state, n.state_cash)
    _check(country, OF_DOLLARS, country.dollars, BY.households, n.booked[B.dollars] / MILLION)
    _check(country, OF_DOLLARS, country.dollars, BY.enterprises, dollars[0] / MILLION)
    _check(country, OF_DOLLARS, country.dollars, BY.munitions, dollars[1] / MILLION)
    _check(country, OF_DOLLARS, country.dollars, BY.traders, traders[1] / MILLION)
    held = _of_companies(firms) / MILLION
    _check(country, OF_DOLLARS, country.dollars, BY.trading_companies, held)
    _check(country, OF_DOLLARS, country.dollars, BY.state, n.state_dollars)
    _check(country, OF_DOLLARS, country.dollars, BY.court, n.court_dollars)
    _check(country, OF_GRAIN, country.grain, BY.households, n.booked[B.grain] / MILLION)
    _check(country, OF_GRAIN, country.grain, BY.farms, farms[1])
    _check(country, OF_GRAIN, country.grain, BY.traders, traders[2] / MILLION)
    _check(country, OF_GRAIN, country.grain, BY.state, n.state_grain)
    _check(country, OF_PLAN, country.plan, BY.enterprises, plan[0] / MILLION)
    _check(country, OF_PLAN, country.plan, BY.munitions, plan[1] / MILLION)
    _check(country, OF_PLAN, country.plan, BY.state, n.state_plan)
    _mirror(country.cash.balance, BY.central_bank)
    _mirror(country.dollars.balance, BY.world)
    _mirror(country.grain.balance, BY.field)
    _mirror(country.plan.balance, BY.central_bank)


@inner
def _check(country, number, ledger, holder, held):
    """Compare what was posted to a holder with what it holds, which stands from now on."""
    _compare(country, number, ledger, holder, held, ledger.balance[holder])
    ledger.balance[holder] = held


@inner
def _check_men(country):
    """Everybody employed was employed before, or has come of age."""
    n, growth = country.nation, country.p.labour.growth / MONTHS
    held, posted = total_staff(n.staff), n.men_before * (1.0 + growth)
    if abs(held - posted) > TOLERANCE * posted:
        _note_fault(country, OF_MEN, 0, held, posted)


@inner
def _mirror(balance, outside):
    """What rounding has left over goes to the holder outside."""
    balance[outside] -= total(balance)


@inner
def _of_plants(e, civil, munitions):
    """Notes of all; dollars and clearing balances, civil and of the munitions track."""
    cash, dollars, arms_dollars, plan, arms_plan = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(e.shape[1]):
        cash += e[E.weight, i] * e[E.cash, i]
        dollars += civil[i] * e[E.dollars, i]
        arms_dollars += munitions[i] * e[E.dollars, i]
        plan += civil[i] * e[E.deposits, i]
        arms_plan += munitions[i] * e[E.deposits, i]
    return cash, (dollars, arms_dollars), (plan, arms_plan)


@inner
def _of_farms(f):
    """Notes and grain of all farms."""
    cash, grain = 0.0, 0.0
    for i in range(f.shape[1]):
        cash += f[F.weight, i] * f[F.cash, i]
        grain += f[F.weight, i] * f[F.grain, i]
    return cash, grain


@inner
def _of_traders(t):
    """Notes, dollars and grain of all traders."""
    cash, dollars, grain = 0.0, 0.0, 0.0
    for i in range(t.shape[1]):
        cash += t[T.weight, i] * t[T.cash, i]
        dollars += t[T.weight, i] * t[T.dollars, i]
        grain += t[T.weight, i] * t[T.grain, i]
    return cash, dollars, grain


@inner
def _of_companies(c):
    """Dollars of all trading companies."""
    dollars = 0.0
    for i in range(c.shape[1]):
        dollars += c[C.weight, i] * c[C.dollars, i]
    return dollars
