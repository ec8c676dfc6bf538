-- Rows that a batch made. A batch lands in one transaction, so that they stand one behind the other: the first and the
-- last of them are enough. What older batches made stands in batch_image row by row, without `before`.
CREATE TABLE batch_made (
    batch_id INTEGER NOT NULL REFERENCES import_batch(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                            -- order, refund, customer, product
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    PRIMARY KEY (batch_id, kind, first_id)
) STRICT, WITHOUT ROWID;
