"""The shape of moves.yaml: what people may do to a case, within which limits, and the words they choose."""

from __future__ import annotations

from dataclasses import dataclass

from jiefen_lite.rules.kinds import ChannelId, ComplexityLevel, Count, Day


@dataclass(frozen=True, slots=True)
class Accepting:
    """Why a case is taken in, and from how many people on a clerk leaves that to the supervisor.

    So are the types that wait for a person to dispatch them (routing.yaml, never_dispatch).
    """

    basis: str
    grounds: tuple[str, ...]
    supervisor_people_from: Count


@dataclass(frozen=True, slots=True)
class RefusalGround:
    """Why a case is not taken in, and what the applicant is told to do instead."""

    text: str
    told: str
    basis: str


@dataclass(frozen=True, slots=True)
class Dispatching:
    """Which cases a clerk may dispatch without the supervisor."""

    basis: str
    clerk_levels: tuple[ComplexityLevel, ...]


@dataclass(frozen=True, slots=True)
class ChannelReturn:
    """A channel with a time of its own for sending a case back."""

    channel: ChannelId
    workdays: Day
    basis: str


@dataclass(frozen=True, slots=True)
class Returning:
    """退件: within how many working days, on which grounds, how often before somebody is named."""

    basis: str
    workdays: Day
    most: Day
    grounds: tuple[str, ...]
    channels: tuple[ChannelReturn, ...] = ()


@dataclass(frozen=True, slots=True)
class Extending:
    """延期 of the centre's clock; statutory ones stand in deadlines.yaml."""

    basis: str
    simple_most: Day
    complex_most: Day
    times: Day


@dataclass(frozen=True, slots=True)
class SuspensionGround:
    """Why a clock may stand. ``statutory_channels``: where the statutory clock stands too."""

    text: str
    basis: str
    statutory_channels: tuple[ChannelId, ...] = ()


@dataclass(frozen=True, slots=True)
class Suspending:
    """中止: for how long at a time and in all."""

    basis: str
    most_days: Day
    most_total: Day
    grounds: tuple[SuspensionGround, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """评价: how long a link holds, when nobody is waited for any more, when an answer is owed."""

    basis: str = "本中心设定"
    link_days: Day = 7
    unrated_days: Day = 7
    answer_days: Day = 30
    answer_soon_days: Day = 5


@dataclass(frozen=True, slots=True)
class Unmasking:
    """明文申请: how long somebody who was given leave may look at the people of that case in clear."""

    basis: str = "本中心设定"
    hours: Day = 24


@dataclass(frozen=True, slots=True)
class Wordings:
    """Words that people choose from in the forms of other steps."""

    basis: str
    transfer_targets: tuple[str, ...]
    inform_grounds: tuple[str, ...]
    options: tuple[str, ...]
    reopen_grounds: tuple[str, ...]
    evaluation_ways: tuple[str, ...] = ()  # no longer asked: files of a centre may still have it


@dataclass(frozen=True, slots=True)
class Moves:
    """moves.yaml"""

    accepting: Accepting
    refusing: tuple[RefusalGround, ...]
    dispatching: Dispatching
    returning: Returning
    extending: Extending
    suspending: Suspending
    wordings: Wordings
    rating: Rating = Rating()
    unmasking: Unmasking = Unmasking()
