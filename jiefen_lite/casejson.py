"""The machine-readable form of a case and of a reading, as scripts and exports get it."""

from __future__ import annotations

from typing import Any

from jiefen_lite.shapes import CaseRecord, Light, Reading, Triaged


def line(case: CaseRecord, light: Light | None) -> dict[str, Any]:
    """One case; money in yuan, times without zone (Asia/Shanghai)."""
    return {
        "case_code": case.case_code,
        "status": case.status,
        "channel": case.channel,
        "sources": [
            {"channel": one.channel, "source_no": one.source_no, "received_at": one.received_at}
            for one in case.sources
        ],
        "received_at": case.received_at,
        "occurred_at": case.occurred_at,
        "accepted_at": case.accepted_at,
        "clock_start_at": case.clock_start_at,
        "town": case.town,
        "village": case.village,
        "place": case.place,
        "type_l1": case.type_l1,
        "type_l2": case.type_l2,
        "complexity": case.complexity,
        "risk_level": case.risk_level,
        "risk_score": case.risk_score,
        "risk_reasons": list(case.risk_reasons),
        "responsible_unit": case.responsible_unit,
        "assisting_units": list(case.assisting_units),
        "center_due": case.center_due,
        "source_due": case.source_due,
        "statutory_due": case.statutory_due,
        "due_date": case.due_date,
        "due_clock": case.due_clock,
        "deadline_light": light,
        "closed_at": case.closed_at,
        "outcome": case.outcome,
        "satisfaction": case.satisfaction,
        "people_count": case.people_count,
        "amount": None if case.amount_fen is None else case.amount_fen / 100,
        "tags": list(case.tags),
        "cause": case.cause,
        "summary": case.summary,
        "parties": [
            {"role": one.role, "name": one.name, "phone": one.phone, "id_no": one.id_no}
            for one in case.parties
        ],
        "reasons": [
            {"decision": one.decision, "by": one.by, "rule": one.rule, "basis": one.basis, "text": one.text}
            for one in case.reasons
        ],
        "pending": list(case.pending),
    }


def reading(read: Reading, triaged: Triaged, summary: str) -> dict[str, Any]:
    """人事地时因 of one text with what the rules make of it; spans are [from, to) in the text."""
    place = read.place
    return {
        "who": [
            {"name": one.name, "role": one.role, "phone": one.phone, "id_no": one.id_no, "span": one.span}
            for one in read.who
        ],
        "people_count": read.people_count,
        "what": {
            "l1": triaged.type_l1,
            "l2": triaged.type_l2,
            "confidence": read.confidence,
            "candidates": [
                {"l1": one.l1, "l2": one.l2, "score": one.score, "words": list(one.words)}
                for one in read.candidates
            ],
        },
        "where": {
            "town": place.town if place else None,
            "village": place.village if place else None,
            "detail": place.detail if place else None,
            "span": place.span if place else None,
        },
        "when": {
            "start": read.when_start,
            "end": read.when_end,
            "precision": read.when_precision,
            "text": read.when_text,
            "span": read.when_span,
        },
        "why": {"cause": read.cause, "text": read.cause_text, "span": read.cause_span},
        "amount": None if read.amount_fen is None else read.amount_fen / 100,
        "summary": summary,
        "complexity": triaged.complexity,
        "responsible_unit": triaged.responsible_unit,
        "assisting_units": list(triaged.assisting_units),
        "risk_level": triaged.risk_level,
        "risk_score": triaged.risk_score,
        "risk_reasons": [
            {"rule": hit.rule, "tag": hit.tag, "points": hit.points, "text": hit.text, "span": hit.span}
            for hit in triaged.risk_hits
        ],
        "tags": list(triaged.tags),
        "reasons": [
            {"decision": one.decision, "by": one.by, "rule": one.rule, "basis": one.basis, "text": one.text}
            for one in (*read.decisions, *triaged.decisions)
        ],
        "unsure": list(dict.fromkeys((*read.unsure, *triaged.unsure))),
    }
