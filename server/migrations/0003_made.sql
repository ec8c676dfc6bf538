-- Rows that a batch made. A batch lands in one transaction, so that they stand one behind the other: the first and the
-- last of them are enough.
CREATE TABLE batch_made (
    batch_id INTEGER NOT NULL REFERENCES import_batch(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                            -- order, refund, customer, product
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    PRIMARY KEY (batch_id, kind, first_id)
) STRICT, WITHOUT ROWID;

-- Until now they stood in batch_image one by one, without `before`. Rows behind each other have the same distance to
-- their place among all.
INSERT INTO batch_made (batch_id, kind, first_id, last_id)
SELECT batch_id, kind, min(row_id), max(row_id) FROM (
    SELECT batch_id, kind, row_id,
        row_id - row_number() OVER (PARTITION BY batch_id, kind ORDER BY row_id) AS distance
    FROM batch_image WHERE before IS NULL
) GROUP BY batch_id, kind, distance;
DELETE FROM batch_image WHERE before IS NULL;
