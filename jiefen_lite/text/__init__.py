"""Text as people write it: cleaning, numbers of persons, masks, spoken amounts, search tokens."""

from __future__ import annotations

from jiefen_lite.text.amounts import (
    FoundAmount,
    FoundPeople,
    find_amounts,
    find_people,
    find_possible_sums,
    parse_amount,
    parse_number,
    parse_people,
)
from jiefen_lite.text.clean import halfwidth, index_text, normalize, one_line, search_tokens, visible
from jiefen_lite.text.masks import (
    looks_like_name,
    mask_address,
    mask_id,
    mask_name,
    mask_phone,
    mask_pieces,
    mask_text,
    masked_numbers,
    name_pieces,
    pieces_of,
)
from jiefen_lite.text.numbers import (
    check_id_no,
    find_numbers,
    placeholder_text,
    restore_text,
    single_numbers,
)

__all__ = [
    "FoundAmount",
    "FoundPeople",
    "check_id_no",
    "find_amounts",
    "find_numbers",
    "find_people",
    "find_possible_sums",
    "halfwidth",
    "index_text",
    "looks_like_name",
    "mask_address",
    "mask_id",
    "mask_name",
    "mask_phone",
    "mask_pieces",
    "mask_text",
    "masked_numbers",
    "name_pieces",
    "normalize",
    "one_line",
    "parse_amount",
    "parse_number",
    "parse_people",
    "pieces_of",
    "placeholder_text",
    "restore_text",
    "search_tokens",
    "single_numbers",
    "visible",
]
