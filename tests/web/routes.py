"""Every route × method × role with the answer it must give; one that is missing here fails the build.

``ok`` stands for 200, or for the redirect after a form that was taken; ``no`` is 403. Roles that are not
named for a route get ``no``; somebody not signed in is sent to the sign-in page (GET) or told (POST, 401).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jiefen_lite.shapes import Role

R = Role
COUNTY = {R.INTAKE_CLERK, R.SUPERVISOR, R.LEADER}
UNIT_PEOPLE = {R.HANDLER, R.UNIT_LEADER, R.MEDIATOR}
READERS = COUNTY | UNIT_PEOPLE
SUBSIDY_READERS = {R.SUPERVISOR, R.LEADER, R.UNIT_LEADER, R.MEDIATOR}
IMPORTERS = {R.INTAKE_CLERK, R.SUPERVISOR, R.HANDLER}
CORRECTORS = {R.INTAKE_CLERK, R.SUPERVISOR} | UNIT_PEOPLE
SIGNERS = {R.SUPERVISOR, R.LEADER}
DESK = {R.INTAKE_CLERK, R.SUPERVISOR}
RULE_READERS = {R.RULE_EDITOR, R.SUPERVISOR}
EVERYBODY = set(Role) - {R.OPERATOR}
UNIT_READERS = DESK | UNIT_PEOPLE | {R.ADMIN}
HANDING = {R.ADMIN, R.SUPERVISOR}
PROPOSERS = {R.SUPERVISOR, R.HANDLER, R.MEDIATOR}
RECKONERS = DESK | UNIT_PEOPLE
REPLIERS = {R.HANDLER, R.UNIT_LEADER}
ORDER_READERS = REPLIERS | {R.SUPERVISOR, R.LEADER}
PAPER_MAKERS = DESK | UNIT_PEOPLE
DOSSIER_KEEPERS = DESK | {R.HANDLER, R.MEDIATOR}
REGISTRARS = DESK | {R.HANDLER}
LAW_READERS = EVERYBODY - {R.AUDITOR}
PUBLIC = None


@dataclass(frozen=True)
class Route:
    """One route with one method: who may, and what to send so that a person who may gets an answer.

    ``address`` may hold ``{code}`` (a case of the labour office), ``{twin}`` (another of its cases),
    ``{accepted}`` (one that no unit has yet), ``{batch}``, ``{row}``, ``{proposal}``, ``{paper}``,
    ``{request}``, ``{form}`` (a paper of the case), ``{rating}`` (a link), ``{statute}``, ``{article}``, of
    the labour office ``{order}``, ``{instruction}``, ``{objection}``.
    ``status`` is what those who may get (default 200 for GET, 302 for POST); ``of`` gives other
    answers by role where a right depends on more than the role.
    """

    method: str
    rule: str
    address: str
    may: set[Role] | None
    form: dict[str, Any] = field(default_factory=dict)
    status: int = 0
    of: dict[Role, int] = field(default_factory=dict)

    @property
    def expected(self) -> int:
        return self.status or (200 if self.method == "GET" else 302)


MONTH = {"month": "2026-09"}
TODAY = {"first_day": "2026-11-20", "last_day": "2026-11-20"}
# Section 4 of the guide: the counter does not read the records of mediation, the unit and its mediator write.
AT_MEDIATION = READERS - {R.INTAKE_CLERK}
WRITERS = {R.HANDLER, R.MEDIATOR}
NOT_AT_THE_TABLE = dict.fromkeys(READERS - {R.HANDLER, R.MEDIATOR}, 403)
# A batch of somebody else: those outside the desk get the same 404 as for none at all.
OTHERS = {R.HANDLER: 404}

ROUTES = [
    Route("GET", "/static/<path:filename>", "/static/css/app.css", PUBLIC),
    Route("GET", "/sign-in", "/sign-in", PUBLIC),
    Route("POST", "/sign-in", "/sign-in", PUBLIC, {"name": "没有这人", "password": "x"}, 401),
    # before anything changes a case: a paper that is no longer true is not signed off
    Route("POST", "/reports/papers/<int:paper_id>/sign", "/reports/papers/{paper}/sign", SIGNERS),
    Route("GET", "/rate/<token>", "/rate/{rating}", PUBLIC),
    # a party needs no account, and whoever has one rates nothing here
    Route(
        "POST",
        "/rate/<token>",
        "/rate/{rating}",
        PUBLIC,
        {"satisfaction": "satisfied"},
        422,
        dict.fromkeys(EVERYBODY, 403),
    ),
    Route("GET", "/cases/<code>/rating", "/cases/{code}/rating", DESK),
    Route("GET", "/cases/<code>/rating/blank", "/cases/{code}/rating/blank", DESK | {R.HANDLER, R.MEDIATOR}),
    Route("POST", "/cases/<code>/rating", "/cases/{code}/rating", DESK, status=409),
    Route(
        "POST",
        "/cases/<code>/rating/answer",
        "/cases/{code}/rating/answer",
        {R.SUPERVISOR},
        {"words": "已向当事人说明为什么这样办。", "way": "当面"},
        409,
    ),
    Route("POST", "/large-type", "/large-type", PUBLIC, {"large": "yes", "back": "/sign-in"}),
    Route("POST", "/sign-out", "/sign-out", EVERYBODY),
    Route("GET", "/password", "/password", EVERYBODY),
    Route(
        "POST", "/password", "/password", EVERYBODY, {"password": "x", "new_password": "y", "again": "y"}, 422
    ),
    Route("GET", "/", "/", EVERYBODY),
    # No list is named: to the first page.
    Route("GET", "/day/next", "/day/next", READERS, status=302),
    # Nothing is ticked: back to the list.
    Route("POST", "/day/several", "/day/several", READERS, {"list": "to_sign"}),
    Route("GET", "/cases/new", "/cases/new", REGISTRARS),
    # Nothing is filled in.
    Route("POST", "/cases/new", "/cases/new", REGISTRARS, {}, 422),
    Route("POST", "/cases/new/look", "/cases/new/look", REGISTRARS, {"phone": "13945678901"}, 200),
    Route("POST", "/cases/new/draft", "/cases/new/draft", REGISTRARS, {"summary": "写了一半"}),
    Route("POST", "/cases/new/drafts/<int:number>/drop", "/cases/new/drafts/990/drop", REGISTRARS),
    # A ledger has brought it: nobody got a receipt.
    Route("GET", "/cases/<code>/receipt", "/cases/{code}/receipt", REGISTRARS, {}, 404),
    Route("POST", "/cases/<code>/receipt", "/cases/{code}/receipt", REGISTRARS, {}, 404),
    Route("GET", "/upload", "/upload", IMPORTERS),
    Route("POST", "/upload", "/upload", IMPORTERS),
    Route("GET", "/upload/inbox", "/upload/inbox", {R.INTAKE_CLERK, R.SUPERVISOR}),
    Route("GET", "/batches", "/batches", IMPORTERS),
    Route("GET", "/batches/<int:batch_id>", "/batches/{batch}", IMPORTERS, of=OTHERS),
    Route("POST", "/batches/<int:batch_id>/confirm", "/batches/{batch}/confirm", IMPORTERS, of=OTHERS),
    Route("POST", "/batches/<int:batch_id>/abandon", "/batches/{batch}/abandon", IMPORTERS, of=OTHERS),
    # Not committed: 409 for those who may take batches back at all.
    Route(
        "POST",
        "/batches/<int:batch_id>/withdraw",
        "/batches/{batch}/withdraw",
        IMPORTERS,
        {"reason": "传错了文件"},
        409,
        {R.INTAKE_CLERK: 403} | OTHERS,
    ),
    Route("POST", "/batches/<int:batch_id>/reread", "/batches/{batch}/reread", IMPORTERS, of=OTHERS),
    Route(
        "POST",
        "/batches/<int:batch_id>/rows/<int:row_id>/pull-back",
        "/batches/{batch}/rows/{row}/pull-back",
        IMPORTERS,
        of=OTHERS,
    ),
    Route(
        "POST",
        "/batches/<int:batch_id>/errors.xlsx",
        "/batches/{batch}/errors.xlsx",
        IMPORTERS,
        {},
        200,
        OTHERS,
    ),
    Route("GET", "/columns", "/columns", DESK),
    Route("GET", "/columns/<int:batch_id>", "/columns/{batch}", IMPORTERS, of=OTHERS),
    Route("POST", "/columns/<int:batch_id>", "/columns/{batch}", IMPORTERS, of=OTHERS),
    # Nothing was taught of such a header.
    Route("POST", "/columns/forget", "/columns/forget", DESK, {"channel": "grid", "header": "x"}, 404),
    Route("POST", "/columns/put-back", "/columns/put-back", DESK, {"channel": "grid", "header": "x"}, 404),
    Route("GET", "/cases", "/cases", READERS),
    Route("POST", "/cases/find", "/cases/find", READERS, {"q": "工资"}),
    Route("POST", "/cases/export", "/cases/export", READERS, {}, 200),
    Route("POST", "/cases/print", "/cases/print", READERS, {}, 200),
    Route("POST", "/cases/<code>/print", "/cases/{code}/print", READERS, {}, 200),
    Route("GET", "/saved", "/saved", READERS),
    Route("POST", "/saved", "/saved", READERS, {"name": "本周到期的", "due": "week"}),
    # Nobody has kept one of this number.
    Route("POST", "/saved/<int:view_id>/rename", "/saved/990/rename", READERS, {"name": "新名字"}, 404),
    Route("POST", "/saved/<int:view_id>/offer", "/saved/990/offer", READERS, {"offered": "1"}, 404),
    Route("POST", "/saved/<int:view_id>/remove", "/saved/990/remove", READERS, {}, 404),
    Route("GET", "/cases/<code>", "/cases/{code}", READERS),
    # The leader asks first; a clerk sees in clear only what he brought himself.
    Route(
        "POST",
        "/cases/<code>/reveal",
        "/cases/{code}/reveal",
        READERS,
        {"reason": "电话核实诉求"},
        200,
        {R.INTAKE_CLERK: 403, R.LEADER: 403},
    ),
    # The head of a unit makes papers, but none that is filled by hand.
    Route("GET", "/blank-forms", "/blank-forms", PAPER_MAKERS - {R.UNIT_LEADER}),
    Route("GET", "/blank-forms/<form_id>", "/blank-forms/rights_notice", PAPER_MAKERS - {R.UNIT_LEADER}),
    # Of the unit its head, and whoever has the case in hand; this one is nobody's in particular.
    Route(
        "GET",
        "/cases/<code>/looks",
        "/cases/{code}/looks",
        {R.SUPERVISOR, R.LEADER} | UNIT_PEOPLE,
        of={R.HANDLER: 403, R.MEDIATOR: 403},
    ),
    Route("POST", "/cases/<code>/unmask", "/cases/{code}/unmask", {R.LEADER}, {"reason": "接访要联系"}),
    Route("GET", "/unmasking", "/unmasking", {R.SUPERVISOR, R.LEADER}),
    Route("POST", "/unmasking/<int:number>", "/unmasking/{unmask}", {R.SUPERVISOR}, {"verdict": "grant"}),
    Route("GET", "/cases/<code>/similar", "/cases/{code}/similar", READERS),
    Route(
        "POST",
        "/cases/<code>/suggestions",
        "/cases/{code}/suggestions",
        READERS - {R.LEADER},
        {"ref": "gist-0", "useful": "yes"},
    ),
    Route("GET", "/suggestions", "/suggestions", {R.SUPERVISOR, R.RULE_EDITOR}),
    Route("GET", "/precedents", "/precedents", READERS),
    Route("GET", "/precedents/<int:number>", "/precedents/{precedent}", READERS),
    Route("POST", "/precedents/<int:number>", "/precedents/{precedent}", PROPOSERS, status=400),
    Route(
        "POST",
        "/precedents/<int:number>/decide",
        "/precedents/{precedent}/decide",
        {R.SUPERVISOR},
        status=400,
    ),
    # The case is still under way.
    Route("GET", "/cases/<code>/precedent", "/cases/{code}/precedent", PROPOSERS, status=409),
    Route("POST", "/cases/<code>/precedent", "/cases/{code}/precedent", PROPOSERS, status=409),
    Route(
        "POST", "/cases/<code>/precedent/consent", "/cases/{code}/precedent/consent", PROPOSERS, status=400
    ),
    Route("GET", "/objections", "/objections", SIGNERS | {R.UNIT_LEADER}),
    Route("GET", "/objections/<int:number>", "/objections/{objection}", SIGNERS | {R.UNIT_LEADER}),
    Route("POST", "/objections/<int:number>", "/objections/{objection}", {R.SUPERVISOR}, status=400),
    # the report of that month has not gone out
    Route("GET", "/checkups/<month>", "/checkups/2026-09", {R.UNIT_LEADER}, status=404),
    Route("POST", "/checkups/<month>", "/checkups/2026-09", {R.UNIT_LEADER}, status=404),
    Route("GET", "/cases/<code>/papers", "/cases/{code}/papers", READERS),
    # A clerk may make papers, but sees in clear only what he brought himself.
    Route(
        "GET",
        "/cases/<code>/papers/new/<form_id>",
        "/cases/{code}/papers/new/inquiry_record",
        PAPER_MAKERS,
        of={R.INTAKE_CLERK: 403, R.UNIT_LEADER: 403},
    ),
    Route(
        "POST",
        "/cases/<code>/papers/new/<form_id>",
        "/cases/{code}/papers/new/inquiry_record",
        PAPER_MAKERS,
        {"preview": "1"},
        422,
        {R.INTAKE_CLERK: 403, R.UNIT_LEADER: 403},
    ),
    Route("GET", "/cases/<code>/papers/<int:paper_id>", "/cases/{code}/papers/{form}", READERS),
    Route(
        "GET",
        "/cases/<code>/papers/<int:paper_id>/word",
        "/cases/{code}/papers/{form}/word",
        READERS - {R.LEADER},
        of={R.INTAKE_CLERK: 403},
    ),
    # Without a reason nothing becomes void; another unit's and the centre's papers are not one's own.
    Route(
        "POST",
        "/cases/<code>/papers/<int:paper_id>/void",
        "/cases/{code}/papers/{form}/void",
        PAPER_MAKERS,
        {"reason": ""},
        422,
        {R.INTAKE_CLERK: 403, R.UNIT_LEADER: 403, R.HANDLER: 403, R.MEDIATOR: 403},
    ),
    Route("GET", "/cases/<code>/dossier", "/cases/{code}/dossier", READERS),
    Route(
        "POST",
        "/cases/<code>/dossier/materials",
        "/cases/{code}/dossier/materials",
        DOSSIER_KEEPERS,
        {"item": "identity", "title": "身份证复印件", "pages": "2"},
        of={R.INTAKE_CLERK: 403},
    ),
    Route(
        "POST",
        "/cases/<code>/dossier/materials/<int:material_id>/remove",
        "/cases/{code}/dossier/materials/990/remove",
        DOSSIER_KEEPERS,
        {},
        404,
        {R.INTAKE_CLERK: 403},
    ),
    Route(
        "POST",
        "/cases/<code>/dossier/folder",
        "/cases/{code}/dossier/folder",
        DOSSIER_KEEPERS,
        {},
        200,
        {R.INTAKE_CLERK: 403},
    ),
    # Nothing was put together in the background.
    Route(
        "GET",
        "/cases/<code>/dossier/folder/<key>",
        "/cases/{code}/dossier/folder/0123456789abcdef",
        DOSSIER_KEEPERS,
        status=404,
    ),
    Route("GET", "/cases/unsure", "/cases/unsure", CORRECTORS),
    Route("GET", "/cases/<code>/reading", "/cases/{code}/reading", READERS),
    Route(
        "POST",
        "/cases/<code>/reading",
        "/cases/{code}/reading",
        CORRECTORS,
        {"element": "people", "people": "7"},
    ),
    Route(
        "POST",
        "/cases/<code>/reading/clear",
        "/cases/{code}/reading/clear",
        READERS,
        {"reason": "电话核实诉求"},
        200,
        {R.INTAKE_CLERK: 403, R.LEADER: 403},
    ),
    Route("GET", "/lessons", "/lessons", RULE_READERS),
    Route("POST", "/lessons/<int:number>", "/lessons/{lesson}", {R.RULE_EDITOR}, {"act": "remove"}),
    Route("POST", "/lessons/switch", "/lessons/switch", {R.RULE_EDITOR}, {"on": "1"}),
    Route("GET", "/cases/<code>/correct", "/cases/{code}/correct", CORRECTORS),
    Route(
        "POST",
        "/cases/<code>/correct",
        "/cases/{code}/correct",
        CORRECTORS,
        {"people": "5", "reason": "核实"},
    ),
    Route(
        "POST",
        "/cases/<code>/proposals/<int:proposal_id>",
        "/cases/{code}/proposals/{proposal}",
        {R.INTAKE_CLERK, R.SUPERVISOR},
        {"take": "0"},
    ),
    # What is open to whom hangs on the case: at the table a handler and his mediator write a record.
    Route("GET", "/cases/<code>/do/<action>", "/cases/{code}/do/fail", READERS, of=NOT_AT_THE_TABLE),
    Route("GET", "/cases/<code>/mediation", "/cases/{code}/mediation", AT_MEDIATION),
    Route(
        "POST",
        "/cases/<code>/mediation/reveal",
        "/cases/{code}/mediation/reveal",
        AT_MEDIATION - {R.LEADER},
        {"reason": "电话核实诉求"},
        200,
    ),
    Route("GET", "/cases/<code>/mediation/brief", "/cases/{code}/mediation/brief", AT_MEDIATION),
    Route(
        "POST",
        "/cases/<code>/mediation/brief",
        "/cases/{code}/mediation/brief",
        AT_MEDIATION - {R.LEADER},
        {"reason": "打印带到现场"},
        200,
    ),
    Route(
        "POST",
        "/cases/<code>/mediation/consent",
        "/cases/{code}/mediation/consent",
        WRITERS,
        {"answer-applicant:1": "refused", "way-applicant:1": "telephone"},
    ),
    Route(
        "POST",
        "/cases/<code>/mediation/sessions",
        "/cases/{code}/mediation/sessions",
        WRITERS,
        {
            **{"day": "2026-11-21", "time": "09:00", "place": "一楼调解室"},
            **{"way-applicant:1": "on_site", "way-respondent:1": "video"},
        },
    ),
    Route("GET", "/cases/<code>/mediation/record", "/cases/{code}/mediation/record", WRITERS),
    # Nothing is filled in.
    Route("POST", "/cases/<code>/mediation/record", "/cases/{code}/mediation/record", WRITERS, {}, 422),
    # No such meeting, and no agreement yet.
    Route(
        "POST",
        "/cases/<code>/mediation/sessions/<int:number>/call-off",
        "/cases/{code}/mediation/sessions/990/call-off",
        WRITERS,
        {"reason": "对方住院"},
        404,
    ),
    Route("GET", "/cases/<code>/mediation/agreement", "/cases/{code}/mediation/agreement", WRITERS),
    Route(
        "POST",
        "/cases/<code>/mediation/agreement",
        "/cases/{code}/mediation/agreement",
        WRITERS,
        {"what": "add", "add": "pay"},
    ),
    Route(
        "POST",
        "/cases/<code>/mediation/performance/<int:number>",
        "/cases/{code}/mediation/performance/990",
        DESK | WRITERS,
        {},
        404,
    ),
    Route(
        "POST",
        "/cases/<code>/mediation/confirmation",
        "/cases/{code}/mediation/confirmation",
        WRITERS,
        {},
        404,
    ),
    Route(
        "POST",
        "/cases/<code>/mediation/visits/<int:number>",
        "/cases/{code}/mediation/visits/990",
        DESK | WRITERS,
        {},
        404,
    ),
    Route("GET", "/cases/<code>/follow-up", "/cases/{code}/follow-up", DESK | WRITERS),
    Route("GET", "/follow-up", "/follow-up", READERS),
    Route("GET", "/follow-up/sheet", "/follow-up/sheet", READERS),
    Route("GET", "/follow-up/sheet/masked", "/follow-up/sheet/masked?until=2026-12-31", READERS),
    Route("POST", "/follow-up/sheet/print", "/follow-up/sheet/print", READERS, {"until": "2026-12-31"}, 200),
    Route(
        "POST",
        "/follow-up/sheet/print/clear",
        "/follow-up/sheet/print/clear",
        DESK | WRITERS,
        {"reason": "电话回访"},
        200,
    ),
    Route(
        "POST",
        "/follow-up/sheet/clear",
        "/follow-up/sheet/clear",
        DESK | WRITERS,
        {"reason": "电话回访"},
        200,
    ),
    # No file comes with it.
    Route("POST", "/follow-up/sheet", "/follow-up/sheet", DESK | WRITERS, {}, 400),
    Route(
        "GET",
        "/follow-up/sheet/refused/<key>",
        "/follow-up/sheet/refused/0123456789abcdef",
        DESK | WRITERS,
        {},
        404,
    ),
    Route("GET", "/cases/<code>/attachments", "/cases/{code}/attachments", READERS),
    # No file was chosen.
    Route("POST", "/cases/<code>/attachments", "/cases/{code}/attachments", DESK | WRITERS, {}, 422),
    # A clerk opens what belongs to cases that he brought himself.
    Route(
        "GET",
        "/cases/<code>/attachments/<int:number>",
        "/cases/{code}/attachments/{attachment}",
        READERS - {R.LEADER},
        of={R.INTAKE_CLERK: 403},
    ),
    Route(
        "GET",
        "/cases/<code>/attachments/<int:number>/small",
        "/cases/{code}/attachments/{attachment}/small",
        READERS - {R.LEADER},
        of={R.INTAKE_CLERK: 403},
    ),
    # The handler has added it.
    Route(
        "POST",
        "/cases/<code>/attachments/<int:number>/void",
        "/cases/{code}/attachments/{attachment}/void",
        DESK | WRITERS,
        {"reason": "传错了"},
        of={R.INTAKE_CLERK: 403, R.MEDIATOR: 403},
    ),
    Route(
        "GET",
        "/cases/<code>/do/<action>",
        "/cases/{accepted}/do/dispatch",
        READERS,
        of={R.LEADER: 403, R.INTAKE_CLERK: 409} | dict.fromkeys(UNIT_PEOPLE, 404),
    ),
    Route(
        "POST",
        "/cases/<code>/do/<action>",
        "/cases/{code}/do/record_mediation",
        READERS,
        {
            **{"held_on": "2026-11-19", "place": "司法所", "way": "on_site"},
            **{"present": "双方当事人", "record": "谈了欠薪的数目"},
        },
        of=NOT_AT_THE_TABLE,
    ),
    # The handler has asked for experts; the supervisor answers.
    Route(
        "POST",
        "/cases/<code>/requests/<int:request_id>",
        "/cases/{code}/requests/{request}",
        READERS,
        {"said": "agree"},
        of=dict.fromkeys(READERS - {R.SUPERVISOR}, 403),
    ),
    Route("GET", "/dispatch/overrides", "/dispatch/overrides", COUNTY | {R.RULE_EDITOR}),
    Route(
        "POST", "/cases/settle", "/cases/settle", {R.SUPERVISOR}, {"codes": "{code}", "outcome": "resolved"}
    ),
    Route("GET", "/doubles", "/doubles", DESK),
    Route("GET", "/doubles/<first>/<second>", "/doubles/{code}/{twin}", DESK),
    Route("POST", "/doubles/compare", "/doubles/compare", DESK, {"one": "{code}", "other": "{twin}"}),
    Route(
        "POST",
        "/doubles/<first>/<second>/merge",
        "/doubles/{code}/{twin}/merge",
        {R.SUPERVISOR},
        {"master": "{code}", "ground": "同一事件"},
    ),
    Route("GET", "/doubles/next", "/doubles/next", DESK, {}, 302),
    Route("GET", "/doubles/apart", "/doubles/apart", DESK),
    Route("GET", "/doubles/merged", "/doubles/merged", DESK),
    # These two are no group of three, were not kept apart, and nothing was merged into the first.
    Route("GET", "/doubles/group/<code>", "/doubles/group/{code}", DESK, {}, 404),
    Route("POST", "/doubles/group/<code>/merge", "/doubles/group/{code}/merge", {R.SUPERVISOR}, {}, 409),
    Route(
        "POST",
        "/doubles/group/<code>/undo",
        "/doubles/group/{code}/undo",
        {R.SUPERVISOR},
        {"parts": "{code}"},
        409,
    ),
    Route("POST", "/doubles/<first>/<second>/again", "/doubles/{code}/{twin}/again", DESK, {}, 409),
    Route("POST", "/doubles/<first>/<second>/hand-on", "/doubles/{code}/{twin}/hand-on", DESK, {}, 409),
    # There is no proposal about these two, so there is nothing to turn down.
    Route("POST", "/doubles/<first>/<second>/reject", "/doubles/{code}/{twin}/reject", DESK, {}, 409),
    # It may be merged by now, or not yet.
    Route(
        "POST",
        "/doubles/<code>/unmerge",
        "/doubles/{code}/unmerge",
        {R.SUPERVISOR},
        {"reason": "看错了"},
        409,
    ),
    Route("GET", "/reporting", "/reporting?month=2026-10", READERS),
    Route("GET", "/replies", "/replies", DESK),
    Route("POST", "/replies", "/replies", DESK, MONTH | {"channel": "mediation"}),
    # Nobody has approved it.
    Route("POST", "/replies/clear", "/replies/clear", {R.SUPERVISOR}, MONTH | {"channel": "petition"}, 400),
    Route("POST", "/replies/<int:file_id>/back", "/replies/999/back", DESK, {}, 404),
    Route("GET", "/replies/files/<key>", "/replies/files/0123456789abcdef", DESK, {}, 404),
    Route("GET", "/replies/outside", "/replies/outside", READERS),
    Route("GET", "/indicators", "/indicators?by=town", READERS),
    Route(
        "GET",
        "/indicators/cases",
        "/indicators/cases?period=2026-11&by=channel&row=mediation&indicator=intake_count",
        READERS,
    ),
    Route("GET", "/honesty", "/honesty?month=2026-11", {R.SUPERVISOR, R.LEADER, R.UNIT_LEADER}),
    Route(
        "GET",
        "/honesty/cases",
        "/honesty/cases?month=2026-11&check=other_type",
        {R.SUPERVISOR, R.LEADER, R.UNIT_LEADER},
    ),
    Route("GET", "/subsidies", "/subsidies?month=2026-10", SUBSIDY_READERS),
    Route("GET", "/subsidies/ledger", "/subsidies/ledger?month=2026-10", SUBSIDY_READERS),
    # What is paid is still to be said by the county; nothing has been approved.
    Route("POST", "/subsidies/approve", "/subsidies/approve", {R.SUPERVISOR}, MONTH, 409),
    Route(
        "POST", "/subsidies/withdraw", "/subsidies/withdraw", {R.LEADER}, MONTH | {"reason": "等级算错"}, 409
    ),
    Route("GET", "/ledgers", "/ledgers", READERS),
    Route("POST", "/ledgers", "/ledgers", READERS, MONTH | {"kind": "cases"}),
    # Nobody has approved it.
    Route("POST", "/ledgers/clear", "/ledgers/clear", {R.SUPERVISOR}, MONTH | {"kind": "cases"}, 400),
    Route("GET", "/ledgers/<key>", "/ledgers/0123456789abcdef", READERS, {}, 404),
    Route("GET", "/reports", "/reports", COUNTY),
    Route("POST", "/reports/health.docx", "/reports/health.docx", COUNTY, MONTH, 200),
    Route("POST", "/reports/annex.xlsx", "/reports/annex.xlsx", COUNTY, MONTH, 200),
    Route("GET", "/reports/of/<label>", "/reports/of/2026-10", COUNTY),
    Route("GET", "/reports/papers/<int:paper_id>", "/reports/papers/{paper}", COUNTY),
    Route("GET", "/reports/papers/<int:paper_id>/<kind>", "/reports/papers/{paper}/word", COUNTY),
    Route("POST", "/reports/papers/<int:paper_id>/verify", "/reports/papers/{paper}/verify", COUNTY),
    # The month is still open, so there is nothing to make yet.
    Route("POST", "/reports/make", "/reports/make", SIGNERS, {"period": "2026-07"}, 400),
    Route("POST", "/reports/nothing", "/reports/nothing", {R.SUPERVISOR}, MONTH | {"channel": "petition"}),
    Route("GET", "/reports/analysis/<label>/sentences", "/reports/analysis/2026-09/sentences", COUNTY),
    Route(
        "POST",
        "/reports/analysis/<label>/sentences",
        "/reports/analysis/2026-09/sentences",
        {R.SUPERVISOR},
        {"sentence": "lead_end", "text": "现报告如下。", "what": "save"},
    ),
    Route("POST", "/reports/freeze", "/reports/freeze", {R.SUPERVISOR}, MONTH),
    Route("POST", "/reports/verify", "/reports/verify", COUNTY, {}, 400),
    Route("GET", "/health/<month>", "/health/2026-10", COUNTY),
    Route("GET", "/health/<month>/unit", "/health/2026-10/unit?name=民政局", COUNTY),
    Route("POST", "/health/<month>/unit.docx", "/health/2026-10/unit.docx", COUNTY, {"name": "民政局"}, 200),
    # Nothing is prescribed to that unit, so there is nothing to set.
    Route(
        "POST",
        "/health/<month>/prescription",
        "/health/2026-10/prescription",
        {R.SUPERVISOR},
        {"unit": "民政局", "rule": "red_light"},
        404,
    ),
    Route("GET", "/rules", "/rules", RULE_READERS),
    Route("GET", "/rules/<name>", "/rules/deadlines", RULE_READERS),
    Route("GET", "/rules/<name>/versions/<int:number>", "/rules/deadlines/versions/0", RULE_READERS),
    Route("GET", "/rules/<name>/place", "/rules/deadlines/place?at=center", {R.RULE_EDITOR}),
    # The text has another mark by now, so the change is not taken.
    Route("POST", "/rules/<name>/place", "/rules/deadlines/place", {R.RULE_EDITOR}, {"at": "center"}, 400),
    Route("GET", "/rules/<name>/text", "/rules/deadlines/text", {R.RULE_EDITOR}),
    Route("POST", "/rules/<name>/check", "/rules/deadlines/check", {R.RULE_EDITOR}, {"text": "x"}, 200),
    Route("POST", "/rules/<name>/complete", "/rules/deadlines/complete", {R.RULE_EDITOR}, {"text": ""}, 200),
    # It is kept as a draft, and what is wrong with it is told.
    Route("POST", "/rules/<name>/text", "/rules/deadlines/text", {R.RULE_EDITOR}, {"text": "x"}, 422),
    Route("POST", "/rules/<name>/shipped", "/rules/deadlines/shipped", {R.RULE_EDITOR}),
    # What is in force is the shipped one, so there is nothing to go back to.
    Route(
        "POST",
        "/rules/<name>/back",
        "/rules/deadlines/back",
        {R.RULE_EDITOR},
        {"version": "0", "reason": "试"},
        400,
    ),
    Route("POST", "/rules/plans/<int:change>/withdraw", "/rules/plans/99/withdraw", {R.RULE_EDITOR}, {}, 404),
    Route("GET", "/rules/draft", "/rules/draft", RULE_READERS),
    Route("POST", "/rules/draft/put", "/rules/draft/put", {R.RULE_EDITOR}, {"reason": "试"}, 400),
    Route("POST", "/rules/draft/drop", "/rules/draft/drop", {R.RULE_EDITOR}, {"file": "deadlines"}),
    Route("GET", "/rules/effects", "/rules/effects", RULE_READERS),
    # There is no draft that could be tried.
    Route("POST", "/rules/effects", "/rules/effects", RULE_READERS, {}, 400),
    Route("GET", "/rules/model", "/rules/model", RULE_READERS),
    # Nothing is sent, no table was read, nothing was learned, none is in force.
    Route("POST", "/rules/model", "/rules/model", {R.RULE_EDITOR}, {}, 400),
    Route("POST", "/rules/model/train", "/rules/model/train", {R.RULE_EDITOR}, {}, 400),
    Route("POST", "/rules/model/use", "/rules/model/use", {R.RULE_EDITOR}, {}, 400),
    Route("POST", "/rules/model/remove", "/rules/model/remove", {R.RULE_EDITOR}, {}, 404),
    Route("GET", "/rules/try", "/rules/try", RULE_READERS),
    Route(
        "POST",
        "/rules/try",
        "/rules/try",
        RULE_READERS,
        {"text": "两家因院墙发生争执", "channel": "window", "day": "2026-11-03"},
        200,
    ),
    Route("GET", "/laws", "/laws", LAW_READERS),
    Route("POST", "/laws", "/laws", LAW_READERS, {"text": "老板拖欠工资"}, 200),
    Route("GET", "/laws/articles/<int:number>", "/laws/articles/{article}", LAW_READERS),
    Route("GET", "/laws/gists/<int:place>", "/laws/gists/0", LAW_READERS),
    Route("GET", "/laws/books", "/laws/books", LAW_READERS),
    Route("POST", "/laws/books", "/laws/books", {R.RULE_EDITOR, R.ADMIN}, {}, 400),  # no file is sent
    Route("GET", "/laws/books/<int:number>", "/laws/books/{statute}", LAW_READERS),
    Route("GET", "/cases/<code>/laws", "/cases/{code}/laws", READERS),
    Route("GET", "/templates", "/templates", {R.RULE_EDITOR, R.SUPERVISOR}),
    Route("GET", "/templates/<document>", "/templates/health_report", {R.RULE_EDITOR, R.SUPERVISOR}),
    Route(
        "GET",
        "/templates/<document>/file/<which>",
        "/templates/health_report/file/shipped",
        {R.RULE_EDITOR, R.SUPERVISOR},
    ),
    # Nothing is sent, nothing was replaced, the shipped one is in use.
    Route("POST", "/templates/<document>", "/templates/health_report", {R.RULE_EDITOR}, {}, 400),
    Route("POST", "/templates/<document>/back", "/templates/health_report/back", {R.RULE_EDITOR}, {}, 404),
    Route("POST", "/templates/<document>/reset", "/templates/health_report/reset", {R.RULE_EDITOR}, {}, 400),
    Route("GET", "/users", "/users", {R.ADMIN}),
    Route("POST", "/users/add", "/users/add", {R.ADMIN}, {"name": "新来的", "roles": "supervisor"}, 200),
    Route("POST", "/users/<name>/password", "/users/专家老吴/password", {R.ADMIN}, {}, 200),
    Route("POST", "/users/<name>/roles", "/users/专家老吴/roles", {R.ADMIN}, {"roles": "leader"}),
    Route("POST", "/users/<name>/disable", "/users/专家老吴/disable", {R.ADMIN}),
    Route("POST", "/users/<name>/enable", "/users/专家老吴/enable", {R.ADMIN}),
    Route("GET", "/units", "/units", UNIT_READERS),
    Route("POST", "/units/away", "/units/away", UNIT_READERS, TODAY),
    Route("POST", "/units/back", "/units/back", UNIT_READERS, TODAY),
    Route("GET", "/users/<name>/hand-over", "/users/专家老吴/hand-over", HANDING),
    Route(
        "POST",
        "/users/<name>/hand-over",
        "/users/专家老吴/hand-over",
        HANDING,
        {"receiver": "督办老王", "reason": "调离"},
    ),
    Route("GET", "/messages", "/messages", EVERYBODY),
    # Another person's: the same as none.
    Route("POST", "/messages/<int:number>/open", "/messages/9999/open", EVERYBODY, {}, 404),
    Route("POST", "/messages/read", "/messages/read", EVERYBODY, {"all": "1"}),
    Route("POST", "/messages/contact", "/messages/contact", EVERYBODY, {"email": "", "phone": ""}),
    Route("GET", "/messages/log", "/messages/log", {R.SUPERVISOR, R.ADMIN}),
    Route(
        "POST",
        "/messages/log/<int:number>/again",
        "/messages/log/9999/again",
        {R.SUPERVISOR, R.ADMIN},
        {},
        404,
    ),
    # No way is set.
    Route(
        "POST", "/messages/ways/<name>/secret", "/messages/ways/sms/secret", {R.ADMIN}, {"secret": "x"}, 404
    ),
    Route("GET", "/supervision", "/supervision", ORDER_READERS),
    Route("GET", "/supervision/missing", "/supervision/missing", {R.SUPERVISOR, R.LEADER}),
    # An order is under way.
    Route(
        "POST",
        "/supervision",
        "/supervision",
        {R.SUPERVISOR},
        {"case_code": "{code}", "required": "请整改"},
        409,
    ),
    Route("GET", "/supervision/<int:order_id>", "/supervision/{order}", ORDER_READERS),
    Route("POST", "/supervision/<int:order_id>/print", "/supervision/{order}/print", ORDER_READERS, {}, 200),
    # Not all that a reply needs.
    Route(
        "POST",
        "/supervision/<int:order_id>/reply",
        "/supervision/{order}/reply",
        REPLIERS,
        {"cause": "x"},
        400,
    ),
    Route("POST", "/supervision/<int:order_id>/check", "/supervision/{order}/check", {R.SUPERVISOR}, {}, 400),
    Route("GET", "/instructions", "/instructions", ORDER_READERS),
    Route("POST", "/instructions", "/instructions", {R.LEADER}, {"text": "请办"}, 400),
    Route("GET", "/instructions/<int:number>", "/instructions/{instruction}", ORDER_READERS),
    Route(
        "POST",
        "/instructions/<int:number>/reply",
        "/instructions/{instruction}/reply",
        REPLIERS | {R.SUPERVISOR},
        {},
        400,
        of={R.SUPERVISOR: 403},  # it was given to the unit
    ),
    # Nobody has replied.
    Route(
        "POST",
        "/instructions/<int:number>/settle",
        "/instructions/{instruction}/settle",
        {R.LEADER},
        {"verdict": "done"},
        409,
    ),
    Route("GET", "/sessions", "/sessions", EVERYBODY),
    # No such sign-in: another person's looks the same.
    Route("POST", "/sessions/<mark>/end", "/sessions/0123456789abcdef/end", EVERYBODY, {}, 404),
    Route("GET", "/backups", "/backups", {R.ADMIN}),
    Route("POST", "/backups", "/backups", {R.ADMIN}),
    Route("GET", "/audit", "/audit", {R.AUDITOR}),
    Route("GET", "/calculators", "/calculators", RECKONERS),
    Route("GET", "/calculators/<name>", "/calculators/land_rent", RECKONERS),
    Route(
        "POST",
        "/calculators/<name>",
        "/calculators/land_rent",
        RECKONERS,
        {"area": "20", "rent": "730", "start": "2023-01-01", "end": "2025-06-30"},
        200,
    ),
]
