"""Products on products, so that nobody sees the use, or a private product cut up for more investors than allowed (多层嵌套、拆分发行)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from lookthrough.flows.classes import BUSINESSES, PRODUCT_KINDS, Purpose
from lookthrough.flows.rule import Ledger, Reading, rule
from lookthrough.kernel.limits import Limits
from lookthrough.kernel.texts import Text

CLAIM_TRANSFER, EQUITY = PRODUCT_KINDS.index("claim_transfer"), PRODUCT_KINDS.index("equity")
SELLERS = ("wealth_seller", "asset_management")
_DEEPEST = 6  # layers that are looked for
_SPLIT = Text(
    "截至 {to_date}，同一底层资产被拆分为多只产品出售，合计投资者 {value}，募集 {whole}；合计达到 {limit} 即超过私募产品的法定人数上限。",
    "By {to_date} one asset had been cut into several products, sold to {value} in all for {whole}. From {limit} in all the cap on a "
    "private product's investors is passed.",
)


@rule(
    title=Text("多层嵌套与拆分发行", "Nested or split products"),
    measures=Text(
        "资金来源与最终用途之间的产品层数（产品自身计一层，债权转让不计）；另计同一底层资产拆分为多只私募产品后的合计投资者人数。",
        "The layers of products between source and use (the product itself is one, a claim sold on none); and, apart, the investors in all "
        "of the private products that one asset was cut into.",
    ),
    reason=Text(
        "层层嵌套使资金去向无法穿透；拆分发行规避私募产品的人数上限。",
        "Layer upon layer hides what the money is for; cutting a product up evades the cap on a private product's investors.",
    ),
    sentence=Text(
        "{to_date} 前后出售的产品与最终用途之间共有 {value}，已募集 {whole}，限额为 {limit}。",
        "Between what was sold until {to_date}, for {whole}, and its use lie {value} of products. The limit is {limit}.",
    ),
    sentences={"investors_": _SPLIT, "partners_": _SPLIT},
    subject="institution",
    applies_to=SELLERS,
    prohibition_basis="银发〔2018〕106号 art. 22; 证券投资基金法 art. 87",
    needs={"all": ["products.underlying_id", "transfers.product_id"]},
)
def nested_products(ledger: Ledger, limits: Limits) -> Reading:
    """Layers of products beneath what was sold, or investors in one asset cut into products none of which passes the cap by itself.

    A product that by itself has more investors than a private one may have was sold to the public: it is judged by its layers alone.
    Shares in a firm or partnership have a cap of their own.
    """
    sold = ledger.transfers.filter((_.purpose == int(Purpose.INVEST)) & (_.product >= 0))
    sold = sold.select("institution", "product", "day", "place", "from_holder", "from_account", "amount_fen")
    bound = ledger.institutions.filter(_.business.isin([BUSINESSES.index(business) for business in SELLERS]))
    own = ledger.products.filter(_.kind != CLAIM_TRANSFER).semi_join(bound, "institution")  # few beside all others' listings
    nested, pieces = _nested(own, ledger.products), _sold_in_pieces(sold, own, limits)
    layered = sold.join(nested.select("product", "layers"), "product").mutate(value=_.layers.cast("float64"), scale=ibis.literal(""))
    evidence = layered.select(*_SHOWN).union(pieces.select(*_SHOWN))
    return Reading(_so_far(layered).union(_so_far(_counted(pieces))), evidence.rename(fen="amount_fen"))


_SHOWN = ("institution", "product", "day", "place", "amount_fen")


def _so_far(sold: ir.Table) -> ir.Table:
    """Return, for each day on which a product is sold, its value and what it has raised by then."""
    by_day = sold.group_by("institution", "product", "day", "scale").aggregate(value=_.value.max(), fen=_.amount_fen.sum())
    until = ibis.window(group_by=("institution", "product", "scale"), order_by="day", preceding=None, following=0)
    summed = by_day.mutate(raised=_.fen.sum().over(until), from_day=_.day.min().over(until))
    return summed.select("institution", "product", "day", "scale", "from_day", "value", part_fen="raised", whole_fen="raised")


def _nested(own: ir.Table, products: ir.Table) -> ir.Table:
    """Return the products that lie on others, with how many layers they make down to the use."""
    beneath = products.select(at="product", following="underlying", counts=(_.kind != CLAIM_TRANSFER).cast("int64"))
    chain = own.filter(_.underlying >= 0).select("product", at="underlying", layers=ibis.literal(1))
    for _step in range(_DEEPEST - 1):
        down = chain.left_join(beneath, "at").filter(_.product >= 0)  # ends the join, which ibis would extend
        chain = down.select("product", at=_.following.fill_null(-1), layers=_.layers + _.counts.fill_null(0))
    return chain


def _sold_in_pieces(sold: ir.Table, own: ir.Table, limits: Limits) -> ir.Table:
    """Return who put money into the pieces of an asset, under the first of them; pieces sold to the public are left out."""
    listed = own.select("institution", "product", "debt", "has_underlying", "kind")
    listed = listed.mutate(scale=ibis.ifelse(_.kind == EQUITY, "partners_", "investors_"))
    of_one = ibis.window(group_by=("institution", "debt", "scale"))
    pieces = listed.mutate(lying=_.has_underlying.sum().over(of_one), first=_.product.min().over(of_one)).filter(_.lying > 1)
    holder = ibis.ifelse(_.from_holder >= 0, _.from_holder, -2 - _.from_account)
    bought = sold.mutate(holder=holder).join(pieces.select("product", "first", "scale"), "product")
    buyers = bought.group_by("product").aggregate(buyers=_.holder.nunique())
    most = ibis.ifelse(_.scale == "partners_", limits.value("partners_medium_from"), limits.value("investors_medium_from"))
    private = bought.join(buyers, "product").filter(_.buyers < most).drop("product", "buyers")
    return private.rename(product="first")


def _counted(pieces: ir.Table) -> ir.Table:
    """Return the same with, as value, how many different investors there had been by then."""
    of_holder = ibis.window(group_by=("institution", "product", "scale", "holder"), order_by=("day", "place"))
    of_asset = ibis.window(group_by=("institution", "product", "scale"), order_by=("day", "place"), preceding=None, following=0)
    new = pieces.mutate(is_new=(ibis.row_number().over(of_holder) == 0).cast("int64"))
    return new.mutate(value=_.is_new.sum().over(of_asset).cast("float64"))
