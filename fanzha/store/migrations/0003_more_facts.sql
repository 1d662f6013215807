-- What is known of the money, the times, the platforms and banks, and what a narrative contradicts. Cases that were kept before have none of it.

ALTER TABLE cases ADD COLUMN occurred_at TIMESTAMPTZ;
ALTER TABLE cases ADD COLUMN paid_yuan DECIMAL(14, 2);
ALTER TABLE cases ADD COLUMN returned_yuan DECIMAL(14, 2);
ALTER TABLE cases ADD COLUMN stopped_yuan DECIMAL(14, 2);
ALTER TABLE cases ADD COLUMN outcome TEXT;
ALTER TABLE cases ADD COLUMN platforms TEXT;
ALTER TABLE cases ADD COLUMN banks TEXT;
ALTER TABLE cases ADD COLUMN delay_minutes INTEGER;
ALTER TABLE cases ADD COLUMN repeat_victim BOOLEAN;
ALTER TABLE cases ADD COLUMN life_stage TEXT;
ALTER TABLE cases ADD COLUMN conflicts TEXT;

-- The same columns as before, then the new ones: replaced in place, the view keeps what was granted on it and what was built on it.
CREATE OR REPLACE VIEW current_scores AS
SELECT
    c.case_id,
    c."text",
    c.reported_at,
    c.reported_on,
    c.occurred_on,
    c.victim_age,
    c.victim_sex,
    c.occupation,
    c.loss_yuan,
    c.contact_channel,
    c.payment,
    c.area,
    c.street,
    c.label,
    c.source,
    c."row",
    s.type,
    s.type_name,
    s.probability,
    s.needs_review,
    s.review_reason,
    s.second_type,
    s.second_probability,
    s.third_type,
    s.third_probability,
    s.prediction_set,
    s.model_version,
    c.content_hash,
    c.occurred_at,
    c.paid_yuan,
    c.returned_yuan,
    c.stopped_yuan,
    c.outcome,
    c.platforms,
    c.banks,
    c.delay_minutes,
    c.repeat_victim,
    c.life_stage,
    c.conflicts
FROM latest l
JOIN cases c ON c.case_id = l.case_id AND c.content_hash = l.content_hash
JOIN scores s ON s.sequence = l.sequence;
