"""Arrow schemas of what flows between stages: the only home of column names.

Amounts are decimal yuan, times carry the zone of the district, dates are local dates.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

TIME_ZONE: Final = "Asia/Shanghai"
MARK: Final = "、"  # between names that share a column
# No money left; money left and bank or police stopped or gave back some or all of it; it left, and nothing came back.
OUTCOMES: Final = ("prevented", "recovered", "lost")
LIFE_STAGES: Final = ("minor", "adult", "elderly")  # below 18 years, 18 to 59, 60 and over

CASE: Final = pa.schema(
    [
        pa.field("case_id", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),  # de-identified narrative or message
        pa.field("reported_at", pa.timestamp("s", tz=TIME_ZONE)),
        pa.field("reported_on", pa.date32()),  # local date of reported_at
        pa.field("occurred_on", pa.date32()),
        pa.field("victim_age", pa.int16()),  # years
        pa.field("victim_sex", pa.string()),  # "female" or "male"
        pa.field("occupation", pa.string()),
        pa.field("loss_yuan", pa.decimal128(14, 2)),
        pa.field("contact_channel", pa.string()),
        pa.field("payment", pa.string()),
        pa.field("occurred_at", pa.timestamp("s", tz=TIME_ZONE)),  # only where a time of day is known
        pa.field("paid_yuan", pa.decimal128(14, 2)),  # all that left the victim
        pa.field("returned_yuan", pa.decimal128(14, 2)),  # of that, what came back
        pa.field("stopped_yuan", pa.decimal128(14, 2)),  # of that, what bank or police stopped
        pa.field("outcome", pa.string()),  # of `OUTCOMES`; null where unknown
        pa.field("platforms", pa.string()),  # apps and sites, joined by `MARK`
        pa.field("banks", pa.string()),  # joined by `MARK`
        pa.field("delay_minutes", pa.int32()),  # last transfer, else the fraud, to the report; never negative
        pa.field("repeat_victim", pa.bool_()),  # cheated before
        pa.field("life_stage", pa.string()),  # of `LIFE_STAGES`
        pa.field("conflicts", pa.string()),  # columns that the narrative contradicts, joined by `MARK`; null if none
        pa.field("area", pa.string()),  # police station
        pa.field("street", pa.string()),
        pa.field("label", pa.string()),  # code, where the source has one
        pa.field("source", pa.string(), nullable=False),  # file name
        pa.field("row", pa.int32(), nullable=False),  # 1-based row in the source, header included
    ]
)

# 0-based ordinal of a row that is not blank within its input, all sheets together; unlike `row` it is unique there.
POSITION: Final = pa.field("position", pa.int64(), nullable=False)

SCORE_FIELDS: Final = [
    pa.field("type", pa.string(), nullable=False),  # most probable code, decided or not
    pa.field("type_name", pa.string(), nullable=False),  # its Chinese name
    pa.field("probability", pa.float32(), nullable=False),
    pa.field("needs_review", pa.bool_(), nullable=False),
    pa.field("review_reason", pa.string()),  # of `fanzha.decide.REASONS`; null where nobody must look
    pa.field("second_type", pa.string(), nullable=False),
    pa.field("second_probability", pa.float32(), nullable=False),
    pa.field("third_type", pa.string(), nullable=False),
    pa.field("third_probability", pa.float32(), nullable=False),
    pa.field(
        "prediction_set", pa.list_(pa.string()), nullable=False
    ),  # possible codes, the most probable first; see `fanzha.decide`
    pa.field("model_version", pa.string(), nullable=False),
]

SCORED: Final = pa.schema([*CASE, *SCORE_FIELDS])

LABELLED: Final = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),  # de-identified
        pa.field("label", pa.string(), nullable=False),
        pa.field("group", pa.string(), nullable=False),  # near-duplicates share one; never split
        pa.field("source", pa.string(), nullable=False),
        pa.field("register", pa.string()),  # "script" or "narrative", where known
    ]
)

QUARANTINE: Final = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("row", pa.int32(), nullable=False),
        pa.field("column", pa.string()),
        pa.field("rule", pa.string(), nullable=False),
        pa.field("value", pa.string()),  # de-identified and shortened
        pa.field("remedy", pa.string(), nullable=False),
        pa.field("raw", pa.string(), nullable=False),  # the row as a JSON object, de-identified
    ]
)
