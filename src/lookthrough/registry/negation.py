"""Where a business scope says what the firm may not do: the stretches of text whose words it denies.

Works on folded text (``folding.fold``). A denial reaches

- forward from 不得, 严禁, 未经 … to the end of the bracket it stands in, outside brackets to the end of the sentence;
  不含 and its like reach outside brackets only to the comma, because the next item of the scope begins there;
- backward from 除外, 不得经营 … to the beginning of the bracket it stands in, outside brackets to the comma (or 以上, 涉及 …) before it;
- between 除 and 外, in brackets also to their end where 外 is left out (除经纪、金融);
- over the one item that 非法 or 非金融 stands before.

Boilerplate about what others forbid (法律法规禁止的项目) denies nothing, and 依法须经批准的项目 is a condition, not a denial.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

Span = tuple[int, int]

_OPENING, _CLOSING = "([【〔{〖『「〈<", ")]】〕}〗』」〉>"
_HIDDEN = "\1"  # stands for what a bracket holds while the text around it is read
_NEAR = 200  # characters before 除外 in which others' rules are looked for
_DENIES = re.compile(r"[不部禁除外严杜未非违无]")  # every denial holds one of these
_DEEPEST = 8  # brackets within brackets; deeper ones are read as plain text

_NOT_EXCEPT = "拆清消解排扣免删去铲根剔革废破开切脱祛防驱"  # 拆除, 清除 … are no exceptions
_ORDER = re.compile(
    r"不得(?!不)|不的(?=经营|从事)|部[的得](?=从事)|不从事|不经营|不开展|不进行|不吸收|不办理|不提供|不代理|不参与|不直接|不以|不准|不许|不允许|严禁|杜绝|"
    r"不(?:可|能|应|会|予)以?(?=从事|经营|开展|吸收|代客|涉|办理|提供|进行)|不(?=集资|吸储|代客|放贷|理财)|无权|"
    r"(?<![不未非])禁止(?!的|经营的|从事的|[、或和及以与限经进出公])|未经|未取得|未获|非经(?![营济])"
)
_LESS = re.compile(r"不(?:包)?含|不包括|不涉[及足]")
_AFTERWARDS = re.compile(
    rf"除外(?![汇币商资国贸埠语债援])|(?<=[^{_NOT_EXCEPT}])除$|(?<!除)以外(?=[,)】\]]|$)|"
    r"(?:不得|不准)(?:从事|经营|生产经营|开展|办理|进行)?(?:业务|活动)*(?=[,。;!)】\]]|$)|"
    r"(?<!规定)(?<!决定)(?<!法律)(?<!法规)(?:禁止|严禁)(?:从事|经营|开展)?(?=[,。;!)】\]]|$)"
)
_EXCEPT = re.compile(rf"(?<![{_NOT_EXCEPT}])除(?!外(?![汇币商资国贸埠语债援])|[尘湿锈草臭虫垢雪冰油味颤螨蚊氧铁砂渣杂霜雾菌])")
_UNTIL = re.compile(r"外(?=[,。;)】\]、的其均]|$)")
_ITEM = re.compile(r"非金融|(?<!打击)(?<!防范)[非违]法[^、,。;:()\1]*")
_OTHER_KINDS = re.compile(r"非(?:金融|证券|期货|保险|银行)[^,;。]*业务")
_OTHERS_RULES = re.compile(r"、[^、]*?(?:国家|法律|法规|国务院|政策|许可|审批|批准|限定|专营|专控)")
_STARTER = re.compile(r"以上|上述|其中|涉及|但")
_SENTENCE = re.compile(r"[。;\n]")
_CLAUSE = re.compile(r"[,。;:\n]")


def denied(scope: str) -> list[Span]:
    """Return the denied stretches of a folded scope, in order, merged: ``[(start, end), …]``."""
    if not _DENIES.search(scope):
        return []
    spans = [(passage.start + begin, passage.start + end) for passage in _passages(scope) for begin, end in passage.denials()]
    return _merged(spans)


class _Passage:
    """The own text of one bracket, or of all that stands outside brackets; what lies in brackets within it is hidden."""

    def __init__(self, start: int, text: str, *, in_bracket: bool, closed: bool = True) -> None:
        self.start, self.text, self.in_bracket, self.closed = start, text, in_bracket, closed

    def denials(self) -> Iterator[Span]:
        """Yield what each denying word of this passage reaches."""
        text = self.text
        if not _DENIES.search(text):
            return
        yield from (found.span() for found in _ITEM.finditer(text))
        yield from ((found.start(), self._end(found.end(), self.sentences)) for found in _ORDER.finditer(text))
        yield from ((found.start(), self._end(found.end(), self.clauses)) for found in _LESS.finditer(text))
        yield from ((self._begin(found.start()), found.end()) for found in _AFTERWARDS.finditer(text))
        for found in _EXCEPT.finditer(text):
            end = self._end(found.end(), self.sentences)
            until = _next(self.untils, found.end(), end)
            if until < end or self.in_bracket:
                yield found.start(), until
        kinds = _OTHER_KINDS.match(text) if self.in_bracket else None
        if kinds:
            yield kinds.span()

    @cached_property
    def sentences(self) -> list[int]:
        return _starts(_SENTENCE, self.text)

    @cached_property
    def clauses(self) -> list[int]:
        return _starts(_CLAUSE, self.text)

    @cached_property
    def starters(self) -> list[int]:
        return _starts(_STARTER, self.text)

    @cached_property
    def untils(self) -> list[int]:
        return _starts(_UNTIL, self.text)

    def _end(self, after: int, stops: list[int]) -> int:
        """Find where a forward denial ends; a bracket that nobody closed is read like open text."""
        return len(self.text) if self.in_bracket and self.closed else _next(stops, after, len(self.text))

    def _begin(self, before: int) -> int:
        """Find where a backward denial begins: lists belong together, but what the state forbids does not drag its neighbours along."""
        if self.in_bracket:
            return 0
        sentence = _previous(self.sentences, before, -1) + 1
        starter = _previous(self.starters, before, -1)
        if starter >= sentence:
            return starter
        clause = _previous(self.clauses, before, -1) + 1
        others = _OTHERS_RULES.search(self.text, max(clause, before - _NEAR), before)
        return others.start() if others and "等" not in others.group() else clause


def _passages(scope: str) -> Iterator[_Passage]:
    """Yield every bracket's own text, inner ones first, and last the text outside; a bracket that nobody closes ends at the next 。"""
    letters, opened = list(scope), list[int]()
    for place, letter in enumerate(scope):
        if letter in _OPENING and len(opened) < _DEEPEST:
            opened.append(place)
        elif letter in _CLOSING and opened:
            begin = opened.pop()
            yield _Passage(begin + 1, "".join(letters[begin + 1 : place]), in_bracket=True)
            letters[begin : place + 1] = _HIDDEN * (place + 1 - begin)
    for begin in reversed(opened):
        end = scope.find("。", begin)
        end = len(scope) if end < 0 else end
        yield _Passage(begin + 1, "".join(letters[begin + 1 : end]), in_bracket=True, closed=False)
        letters[begin:end] = _HIDDEN * (end - begin)
    yield _Passage(0, "".join(letters), in_bracket=False)


def _starts(pattern: re.Pattern[str], text: str) -> list[int]:
    return [found.start() for found in pattern.finditer(text)]


def _next(places: list[int], after: int, otherwise: int) -> int:
    nth = bisect_left(places, after)
    return min(places[nth], otherwise) if nth < len(places) else otherwise


def _previous(places: list[int], before: int, otherwise: int) -> int:
    nth = bisect_right(places, before - 1)
    return places[nth - 1] if nth else otherwise


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged
