"""A petition that is handled as a case (信访事项): accepted, looked into, answered in writing within its period."""

from __future__ import annotations

from lookthrough.cases.case_type import CaseType, Onward, Step
from lookthrough.kernel.texts import Text

petition = CaseType(
    slug="petition",
    title=Text("信访事项", "petition"),
    legal_basis=Text("《信访工作条例》（2022年）", "Regulations on Petition Work (2022)"),
    steps=(
        Step("filed", Text("登记", "registered"), (Onward("accepted"), Onward("not_accepted", needs=("reply_given",), second_person=True))),
        Step(
            "accepted",
            Text("受理办理", "accepted"),
            (
                Onward("answered", needs=("reply_given",)),
                Onward("transferred", needs=("handed_over",), second_person=True),
            ),
            clocks=("petition_handling",),
        ),
        Step(
            "answered",
            Text("已答复", "answered"),
            (Onward("accepted"), Onward("closed", second_person=True)),
            stops=("petition_handling",),
        ),
        Step("closed", Text("办结", "closed")),
        Step("not_accepted", Text("不予受理", "not accepted")),
        Step("transferred", Text("转送后终结", "passed on and ended")),
    ),
    documents=("talk_record", "transfer_letter"),
)
