-- Keys and indexes. DuckDB has none of them: it looks keys up by scanning columns, and would have to hold such indexes in memory.

ALTER TABLE cases ADD PRIMARY KEY (case_id, content_hash);
CREATE INDEX cases_day ON cases (reported_on);
ALTER TABLE scores ADD PRIMARY KEY (case_id, content_hash, bundle_hash, config_hash) INCLUDE (sequence);
CREATE UNIQUE INDEX scores_sequence ON scores (sequence);
ALTER TABLE arrivals ADD PRIMARY KEY (case_id, delivery, config_hash) INCLUDE (position);
ALTER TABLE latest ADD PRIMARY KEY (case_id);
ALTER TABLE quarantine ADD PRIMARY KEY (input_hash, position);
CREATE UNIQUE INDEX quarantine_id ON quarantine (quarantine_id);
CREATE INDEX quarantine_corrects ON quarantine (corrects);
CREATE INDEX reviews_case ON reviews (case_id, content_hash);
CREATE INDEX files_shard ON files (shard_id);
