-- What an import found, why it failed, and lines that came before their order.
ALTER TABLE import_batch ADD COLUMN summary TEXT;      -- JSON of domain::wire::import::Preview
ALTER TABLE import_batch ADD COLUMN problem TEXT;      -- JSON of domain::wire::import::FileProblem

-- Lines of an order file that came before, or without, the file of the orders. They stay, so that the order finds
-- them again however often it is imported and taken back.
CREATE TABLE pending_line (
    shop_id INTEGER NOT NULL REFERENCES shop(id),
    order_number TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    product_id INTEGER NOT NULL REFERENCES product(id),
    quantity INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    real INTEGER NOT NULL,
    batch_id INTEGER,
    PRIMARY KEY (shop_id, order_number, ordinal)
) STRICT, WITHOUT ROWID;

-- Which orders hold a product; without it, deleting a product reads every line.
CREATE INDEX order_line_by_product ON order_line (product_id);
CREATE INDEX pending_line_by_product ON pending_line (product_id);
