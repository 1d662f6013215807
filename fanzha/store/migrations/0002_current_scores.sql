-- The newest version of each case with its newest score: the columns of fanzha.schema.SCORED, and content_hash.

CREATE VIEW current_scores AS
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
    c.content_hash
FROM latest l
JOIN cases c ON c.case_id = l.case_id AND c.content_hash = l.content_hash
JOIN scores s ON s.sequence = l.sequence;
