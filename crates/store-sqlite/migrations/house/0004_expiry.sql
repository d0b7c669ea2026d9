-- Keys of requests are kept for a while: at is the recorded time of the last entry when the key was used. Keys from before
-- count from the last entry there is.

ALTER TABLE idempotency ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
UPDATE idempotency SET at = coalesce((SELECT max(at) FROM act), 0);
CREATE INDEX idempotency_at ON idempotency (at);
