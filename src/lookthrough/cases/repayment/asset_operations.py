"""Assets: registered, valued, seized and renewed in time, sold with the leave of a second person, proceeds into the dedicated account."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from lookthrough.cases import case_operations, case_queries
from lookthrough.cases.clocks import Unit
from lookthrough.cases.repayment.account_operations import balance, book
from lookthrough.cases.repayment.acting import amount, chosen, told, worker, written
from lookthrough.cases.repayment.models import Asset, AssetSale, Seizure, Valuation
from lookthrough.cases.repayment.words import ASSET_KINDS, ASSET_SOURCES, MEASURES, WAYS
from lookthrough.kernel.calendar import CalendarUnknown, add_working_days
from lookthrough.kernel.money import full_text
from lookthrough.kernel.texts import Text
from lookthrough.offices.roles import Action
from lookthrough.registry.handling_operations import NotAllowed

_NO_ASSET = Text("没有这项资产", "there is no such asset")
_SOLD = Text("该资产已变现或已解除", "this asset is sold or released")
_SPAN = Text("到期日不能早于起始日", "the end cannot lie before the beginning")
_NO_SEIZURE = Text("没有这项措施，或已解除", "there is no such measure, or it was lifted")
_NO_SALE = Text("没有待批准的变现申请", "no sale waits for approval")
_NOT_APPROVED = Text("未经批准不能变现", "nothing is sold before it is approved")
_OWN = Text("申请人不能批准自己的申请", "whoever proposes a sale does not approve it")
_FLOOR = Text(
    "成交价低于批准的底价，请撤回后重新申请", "the price lies below the floor that was approved: withdraw the sale and propose it anew"
)
_PERISHABLE = Text("提前变现仅限易腐烂、易贬值或保管困难的财产", "early sale is for what perishes, loses value or cannot be kept")
_AHEAD = Text("日期不能晚于今天", "the day cannot lie ahead")
_IN_HAND = Text("已有一项变现申请", "a sale of it is in hand already")
_NOT_IN_HAND = Text("没有未办结的变现申请", "no sale of it is in hand")
_NOT_SOLD = Text("没有可以撤销的变现登记", "there is no sale to take back")
_OWN_ENTRY = Text("登记变现的人不能自己撤销，请由另一位人员办理", "whoever entered a sale does not take it back; another officer does")
_SPENT = Text("变现款已分配，专户余额不足以冲正", "the proceeds were shared out already: the account does not hold as much")


@transaction.atomic
def register_asset(
    *, number: str, kind: str, source: str, description: str, holder: str, place: str, perishable: bool, officer_id: int, at: datetime
) -> int:
    """Register an asset and return its serial."""
    by = worker(number, officer_id, at)
    last = Asset.objects.filter(case_number=number).aggregate(last=Max("serial"))["last"] or 0
    one = Asset.objects.create(
        case_number=number, serial=last + 1, kind=chosen(kind, ASSET_KINDS), source=chosen(source, ASSET_SOURCES),
        description=written(description), holder=written(holder, longest=200), place=place.strip()[:200], perishable=perishable,
        registered_by=by.username, registered_at=at,
    )  # fmt: skip
    said = Text(f"登记资产 {one.serial} 号：{ASSET_KINDS[kind].zh}", f"asset {one.serial} registered: {ASSET_KINDS[kind].en}")
    told(number, "asset_registered", said, by=by.username, at=at, reference=_reference(one))
    return one.serial


@transaction.atomic
def value(*, number: str, serial: int, on: date, fen: int, valuer: str, basis: str, officer_id: int, at: datetime) -> None:
    """Keep a valuation; earlier ones stay."""
    by, one = worker(number, officer_id, at), asset(number, serial)
    _not_ahead(on, at)
    Valuation.objects.create(
        asset=one, on=on, fen=amount(fen, nil=True), valuer=written(valuer, longest=200), basis=written(basis), recorded_by=by.username,
        recorded_at=at,
    )  # fmt: skip
    said = Text(f"资产 {serial} 号估值 {full_text(fen)}", f"asset {serial} valued at {full_text(fen, 'en')}")
    told(number, "asset_valued", said, by=by.username, at=at, reference=_reference(one))


@transaction.atomic
def seize(
    *, number: str, serial: int, measure: str, body: str, document: str, from_on: date, until_on: date, officer_id: int, at: datetime,
    renews: int | None = None,
) -> None:  # fmt: skip
    """Keep a sealing, seizure or freeze, or the renewal of one, and start the clock to its last day."""
    by, one = worker(number, officer_id, at), asset(number, serial)
    _standing(one)
    if until_on < from_on:
        raise NotAllowed(_SPAN)
    before = _seizure(one, renews) if renews else None
    made = Seizure.objects.create(
        asset=one, measure=chosen(measure, MEASURES), body=written(body, longest=200), document=written(document, longest=200),
        from_on=from_on, until_on=until_on, renews=before, recorded_by=by.username, recorded_at=at,
    )  # fmt: skip
    if before is not None:
        _stop(one, before, by.username, at, localdate(at), Text("已续", "renewed"))
    one.state = "seized"
    one.save(update_fields=["state"])
    _start(one, made, Text(f"资产 {serial} 号{MEASURES[measure].zh}到期", f"asset {serial}: {MEASURES[measure].en} until"), by.username, at)


@transaction.atomic
def lift(*, number: str, serial: int, seizure_id: int, on: date, reason: str, officer_id: int, at: datetime) -> None:
    """Lift a measure, with the reason; an asset without one is released."""
    by, why, one = worker(number, officer_id, at, Action.DECIDE_REPAYMENT), written(reason), asset(number, serial)
    _not_ahead(on, at)
    found = _seizure(one, seizure_id)
    found.lifted_on, found.lifted_because = on, why
    found.save(update_fields=["lifted_on", "lifted_because"])
    _stop(one, found, by.username, at, on, Text("已解除", "lifted"))
    if not _in_force(one) and one.state == "seized":
        one.state = "released"
        one.save(update_fields=["state"])
    told(number, "asset_lifted", Text(f"资产 {serial} 号解除措施：{why}", f"asset {serial}: measure lifted: {why}"), by=by.username, at=at)


@transaction.atomic
def propose_sale(*, number: str, serial: int, early: bool, way: str, floor_fen: int, reason: str, officer_id: int, at: datetime) -> None:
    """Propose to sell an asset from a floor price on; early only what perishes, loses value or cannot be kept."""
    by, why, one = worker(number, officer_id, at), written(reason), asset(number, serial)
    _standing(one)
    if early and not one.perishable:
        raise NotAllowed(_PERISHABLE)
    if one.sales.filter(state__in=("proposed", "approved")).exists():
        raise NotAllowed(_IN_HAND)
    AssetSale.objects.create(
        asset=one, early=early, way=chosen(way, WAYS), reason=why, floor_fen=amount(floor_fen, nil=True), proposed_by=by.username,
        proposed_at=at,
    )  # fmt: skip
    said = Text(
        f"申请{'提前' if early else ''}变现资产 {serial} 号：{why}", f"{'early ' if early else ''}sale of asset {serial} proposed: {why}"
    )
    told(number, "sale_proposed", said, by=by.username, at=at, reference=_reference(one))


@transaction.atomic
def decide_sale(*, number: str, serial: int, approve: bool, reason: str, officer_id: int, at: datetime) -> None:
    """Approve or refuse a sale as its second person."""
    by, one = worker(number, officer_id, at, Action.DECIDE_REPAYMENT), asset(number, serial)
    found = one.sales.filter(state="proposed").first()
    if found is None:
        raise NotAllowed(_NO_SALE)
    if found.proposed_by == by.username:
        raise NotAllowed(_OWN)
    found.decision = reason.strip() if approve else written(reason)
    found.state, found.decided_by, found.decided_at = "approved" if approve else "refused", by.username, at
    found.save()
    word = Text("批准", "approved") if approve else Text("未批准", "refused")
    told(number, "sale_decided", Text(f"资产 {serial} 号变现：{word.zh}", f"sale of asset {serial} {word.en}"), by=by.username, at=at)


@transaction.atomic
def sell(*, number: str, serial: int, on: date, proceeds_fen: int, buyer: str, reference: str, officer_id: int, at: datetime) -> None:
    """Write down that an approved sale was made; the proceeds enter the dedicated account."""
    by, one = worker(number, officer_id, at), asset(number, serial)
    found = one.sales.filter(state="approved").first()
    if found is None:
        raise NotAllowed(_NOT_APPROVED)
    _not_ahead(on, at)
    if amount(proceeds_fen) < found.floor_fen:
        raise NotAllowed(_FLOOR)
    found.state, found.sold_on, found.proceeds_fen, found.buyer = "sold", on, proceeds_fen, written(buyer, longest=200)
    found.save()
    one.state = "sold"
    one.save(update_fields=["state"])
    for each in _in_force(one):
        each.lifted_on, each.lifted_because = on, "变现"
        each.save(update_fields=["lifted_on", "lifted_because"])
        _stop(one, each, by.username, at, on, Text("已变现", "sold"))
    book(
        number, kind="sale", fen=proceeds_fen, on=on, text=f"资产 {serial} 号变现", reference=reference, actor=by.username, at=at, asset=one
    )


@transaction.atomic
def withdraw_sale(*, number: str, serial: int, reason: str, officer_id: int, at: datetime) -> None:
    """Withdraw a sale that was proposed or approved and not made, so that it can be proposed anew, with another floor for instance."""
    by, why, one = worker(number, officer_id, at), written(reason), asset(number, serial)
    found = one.sales.filter(state__in=("proposed", "approved")).first()
    if found is None:
        raise NotAllowed(_NOT_IN_HAND)
    found.state, found.decision = "withdrawn", why
    found.save(update_fields=["state", "decision"])
    said = Text(f"撤回资产 {serial} 号的变现申请：{why}", f"sale of asset {serial} withdrawn: {why}")
    told(number, "sale_withdrawn", said, by=by.username, at=at, reference=_reference(one))


@transaction.atomic
def take_sale_back(*, number: str, serial: int, reason: str, officer_id: int, at: datetime) -> None:
    """Take back, as a second person, a sale that was entered wrongly: its entry is reversed, the approval stands.

    Measures that ended with the sale are entered anew.
    """
    by, why, one = worker(number, officer_id, at), written(reason, longest=400), asset(number, serial)
    found = one.sales.filter(state="sold").first()
    entry = one.entries.filter(kind="sale", reversed_by=None).first()
    if found is None or entry is None:
        raise NotAllowed(_NOT_SOLD)
    if entry.entered_by == by.username:
        raise NotAllowed(_OWN_ENTRY)
    if balance(number) < entry.fen:
        raise NotAllowed(_SPENT)
    text = f"冲正 {entry.serial} 号：{why}"
    book(
        number,
        kind="reversal",
        fen=-entry.fen,
        on=localdate(at),
        text=text,
        reference=entry.reference,
        actor=by.username,
        at=at,
        reverses=entry,
    )
    found.state, found.sold_on, found.proceeds_fen, found.buyer = "approved", None, None, ""
    found.save(update_fields=["state", "sold_on", "proceeds_fen", "buyer"])
    one.state = "registered"
    one.save(update_fields=["state"])
    said = Text(f"撤销资产 {serial} 号的变现登记：{why}", f"the sale of asset {serial} was entered wrongly: {why}")
    told(number, "sale_taken_back", said, by=by.username, at=at, reference=_reference(one))


def asset(number: str, serial: int) -> Asset:
    """Return an asset, locked, or refuse."""
    found = Asset.objects.select_for_update().filter(case_number=number, serial=serial).first()
    if found is None:
        raise NotAllowed(_NO_ASSET)
    return found


def _standing(one: Asset) -> None:
    if one.state in ("sold", "released"):
        raise NotAllowed(_SOLD)


def _in_force(one: Asset) -> list[Seizure]:
    return list(one.seizures.filter(lifted_on=None, renewals=None))


def _seizure(one: Asset, seizure_id: int) -> Seizure:
    found = next((each for each in _in_force(one) if each.pk == seizure_id), None)
    if found is None:
        raise NotAllowed(_NO_SEIZURE)
    return found


def _start(one: Asset, made: Seizure, title: Text, actor: str, at: datetime) -> None:
    """Start the clock to the last working day on which the measure can still be renewed; it lapses on its day, working or not.

    A measure that ends in a year whose working days are not known yet has no clock; its day stands on the page of assets.
    """
    said = Text(f"{title.zh} {made.until_on}", f"{title.en} {made.until_on}")
    told(one.case_number, "asset_seized", said, by=actor, at=at, reference=_reference(one))
    try:
        last = add_working_days(made.until_on + timedelta(days=1), -1)
    except CalendarUnknown:
        return
    case_operations.start_clock(
        number=one.case_number, name=_clock(made), title=title, from_on=made.from_on, count=max(0, (last - made.from_on).days),
        unit=Unit.DAYS, basis=made.document, actor=actor, at=at,
    )  # fmt: skip


def _stop(one: Asset, ended: Seizure, actor: str, at: datetime, on: date, why: Text) -> None:
    running = {clock.name for clock in case_queries.clocks(number=one.case_number, today=on) if clock.state != "stopped"}
    if _clock(ended) in running:
        case_operations.stop_clock(number=one.case_number, name=_clock(ended), on=on, outcome=why.zh, actor=actor, at=at)


def _clock(one: Seizure) -> str:
    return f"seizure-{one.pk}"


def _reference(one: Asset) -> str:
    return f"asset:{one.serial}"


def _not_ahead(on: date, at: datetime) -> None:
    if on > localdate(at):
        raise NotAllowed(_AHEAD)
