-- The first form of the store. Instants are whole seconds since 1970 in UTC; days are days since 1970-01-01 in the
-- shop's time zone; money is whole minor units of the shop's currency.

CREATE TABLE shop (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    platform TEXT NOT NULL,
    currency TEXT NOT NULL,
    decimals INTEGER NOT NULL DEFAULT 2,
    time_zone TEXT NOT NULL DEFAULT 'Asia/Shanghai',
    pinned_day INTEGER,                            -- the as-of day, where the shop pins one
    settings TEXT NOT NULL DEFAULT '{}',           -- JSON of domain::shop::Settings
    facts_revision INTEGER NOT NULL DEFAULT 1,     -- grows with every change of customers, orders, consents
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE user (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sign_in TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    token_hash BLOB PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    shop_id INTEGER NOT NULL REFERENCES shop(id),
    key TEXT NOT NULL,                             -- the shop's own id of the buyer
    added_day INTEGER,                             -- first seen
    country TEXT, region TEXT, city TEXT,          -- where the latest order went
    member_level INTEGER NOT NULL DEFAULT 0,
    gender TEXT,
    birthday INTEGER,
    batch_id INTEGER,
    UNIQUE (shop_id, key)
) STRICT;

CREATE TABLE customer_tag (
    customer_id INTEGER NOT NULL REFERENCES customer(id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (customer_id, tag)
) STRICT, WITHOUT ROWID;

-- What identifies a person stands apart from what they did.
CREATE TABLE contact (
    customer_id INTEGER PRIMARY KEY REFERENCES customer(id) ON DELETE CASCADE,
    name TEXT,
    phone TEXT,
    email TEXT
) STRICT;

CREATE TABLE consent (
    customer_id INTEGER NOT NULL REFERENCES customer(id) ON DELETE CASCADE,
    medium TEXT NOT NULL,                          -- SMS, EMAIL, PLATFORM
    status TEXT NOT NULL,                          -- SUBSCRIBED, UNSUBSCRIBED
    how TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (customer_id, medium)
) STRICT, WITHOUT ROWID;

CREATE TABLE suppression (
    id INTEGER PRIMARY KEY,
    shop_id INTEGER NOT NULL REFERENCES shop(id),
    customer_id INTEGER NOT NULL REFERENCES customer(id) ON DELETE CASCADE,
    medium TEXT,                                   -- NULL: every medium
    reason TEXT NOT NULL,                          -- OPTED_OUT, BOUNCED, COMPLAINED, BY_HAND
    campaign_id TEXT,
    at INTEGER NOT NULL,
    UNIQUE (customer_id, medium, reason)
) STRICT;

CREATE TABLE product (
    id INTEGER PRIMARY KEY,
    shop_id INTEGER NOT NULL REFERENCES shop(id),
    key TEXT NOT NULL,                             -- compares without regard to case: upper case
    spelling TEXT NOT NULL,                        -- as first written
    title TEXT NOT NULL DEFAULT '',
    category TEXT,
    lifespan_days INTEGER,
    batch_id INTEGER,
    UNIQUE (shop_id, key)
) STRICT;

CREATE TABLE product_tag (
    product_id INTEGER NOT NULL REFERENCES product(id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (product_id, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_batch (
    id INTEGER PRIMARY KEY,
    shop_id INTEGER NOT NULL REFERENCES shop(id),
    user_id INTEGER REFERENCES user(id),
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    preset TEXT,
    mapping TEXT NOT NULL,                         -- JSON of the mapping used
    state TEXT NOT NULL,                           -- RUNNING, DONE, FAILED, UNDONE
    rows_read INTEGER NOT NULL DEFAULT 0,
    rows_imported INTEGER NOT NULL DEFAULT 0,
    rows_updated INTEGER NOT NULL DEFAULT 0,
    rows_unchanged INTEGER NOT NULL DEFAULT 0,
    rows_rejected INTEGER NOT NULL DEFAULT 0,
    orders_new INTEGER NOT NULL DEFAULT 0,
    orders_changed INTEGER NOT NULL DEFAULT 0,
    customers_new INTEGER NOT NULL DEFAULT 0,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    undone_at INTEGER
) STRICT;

CREATE TABLE rejected_row (
    batch_id INTEGER NOT NULL REFERENCES import_batch(id) ON DELETE CASCADE,
    line INTEGER NOT NULL,
    column_name TEXT,
    code TEXT NOT NULL,
    value TEXT NOT NULL DEFAULT '',
    raw TEXT NOT NULL,
    PRIMARY KEY (batch_id, line)
) STRICT, WITHOUT ROWID;

-- What a batch overwrote, so that it can be undone; `before` is NULL where the batch made the row.
CREATE TABLE batch_image (
    batch_id INTEGER NOT NULL REFERENCES import_batch(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                            -- order, refund, customer, product
    row_id INTEGER NOT NULL,
    before TEXT,
    PRIMARY KEY (batch_id, kind, row_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mapping (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    mapping TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE shop_order (
    id INTEGER PRIMARY KEY,
    shop_id INTEGER NOT NULL REFERENCES shop(id),
    order_number TEXT NOT NULL,
    customer_id INTEGER REFERENCES customer(id),   -- NULL: an order without a usable buyer id
    state TEXT NOT NULL,                           -- domain::order::State
    refund_state TEXT NOT NULL DEFAULT 'NONE',
    created_at INTEGER,
    paid_at INTEGER,
    day INTEGER NOT NULL,                          -- local day of payment, else of creation
    amount_minor INTEGER NOT NULL,                 -- goods paid (or to be paid)
    shipping_minor INTEGER NOT NULL DEFAULT 0,
    refunded_minor INTEGER NOT NULL DEFAULT 0,
    valid INTEGER NOT NULL,                        -- 1: a valid purchase
    channel TEXT,
    country TEXT, region TEXT, city TEXT,
    snapshot_at INTEGER NOT NULL,                  -- how new the file was that said this
    batch_id INTEGER,
    UNIQUE (shop_id, order_number)
) STRICT;
CREATE INDEX shop_order_by_customer ON shop_order (customer_id, day);
CREATE INDEX shop_order_by_payment ON shop_order (shop_id, paid_at);
CREATE INDEX shop_order_by_batch ON shop_order (batch_id);

CREATE TABLE order_line (
    order_id INTEGER NOT NULL REFERENCES shop_order(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    product_id INTEGER NOT NULL REFERENCES product(id),
    quantity INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    real INTEGER NOT NULL DEFAULT 1,               -- 0: a gift, a fee, a sample: not a product line
    PRIMARY KEY (order_id, ordinal)
) STRICT, WITHOUT ROWID;

-- Refunds that belong to no order of the store; a refund of an order stands in the order.
CREATE TABLE refund (
    id INTEGER PRIMARY KEY,
    shop_id INTEGER NOT NULL REFERENCES shop(id),
    number TEXT NOT NULL,
    customer_id INTEGER REFERENCES customer(id),
    day INTEGER NOT NULL,
    at INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    batch_id INTEGER,
    UNIQUE (shop_id, number)
) STRICT;
CREATE INDEX refund_by_customer ON refund (customer_id);

-- Documents: what people write. One row a field, so that two people can write two fields.
CREATE TABLE document (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,                            -- campaign, segment, brand, ...
    shop_id INTEGER REFERENCES shop(id),           -- NULL: belongs to the whole business
    deleted INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE document_field (
    document_id TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    value TEXT NOT NULL,                           -- JSON
    version INTEGER NOT NULL,                      -- change.seq that wrote it
    PRIMARY KEY (document_id, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE change (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    edit_id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    shop_id INTEGER,
    path TEXT NOT NULL,
    value TEXT NOT NULL,
    base_version INTEGER NOT NULL,
    crossed INTEGER,                               -- seq of the other's change that this one was made without knowing
    user_id INTEGER,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX change_by_document ON change (document_id, seq);

-- A campaign that was approved: what is frozen.
CREATE TABLE campaign_run (
    campaign_id TEXT PRIMARY KEY REFERENCES document(id),
    shop_id INTEGER NOT NULL REFERENCES shop(id),
    state TEXT NOT NULL,                           -- APPROVED, RUNNING, STOPPED, MONITORING, EVALUATED, CLOSED
    frozen TEXT NOT NULL,                          -- JSON of the campaign as it was approved, and the waterfall
    seed TEXT NOT NULL,                            -- of the holdout
    facts_revision INTEGER NOT NULL,
    as_of_day INTEGER NOT NULL,
    approved_by INTEGER REFERENCES user(id),
    approved_at INTEGER NOT NULL,
    started_at INTEGER,
    window_ends_at INTEGER NOT NULL,
    report TEXT                                    -- JSON of the final report once the window has closed
) STRICT;

CREATE TABLE wave (
    id INTEGER PRIMARY KEY,
    campaign_id TEXT NOT NULL REFERENCES campaign_run(campaign_id),
    group_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    medium TEXT NOT NULL,
    carrier TEXT NOT NULL,
    send_at INTEGER NOT NULL,
    content TEXT NOT NULL,                         -- JSON
    UNIQUE (campaign_id, group_id, number)
) STRICT;

CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    wave_id INTEGER NOT NULL REFERENCES wave(id),
    campaign_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    state TEXT NOT NULL,                           -- PENDING, LEASED, INTENT, SENT, SUPPRESSED, HELD_OUT, FAILED, UNKNOWN
    reason TEXT,
    lease_until INTEGER,
    lease_owner TEXT,
    intent_at INTEGER,
    done_at INTEGER,
    receipt TEXT,                                  -- what the channel answered
    units INTEGER NOT NULL DEFAULT 0,              -- SMS segments or mails
    cost_minor INTEGER NOT NULL DEFAULT 0,
    decided_by INTEGER REFERENCES user(id),
    UNIQUE (wave_id, customer_id)
) STRICT;
CREATE INDEX ledger_by_state ON ledger (wave_id, state);
CREATE INDEX ledger_by_campaign ON ledger (campaign_id, customer_id);
CREATE INDEX ledger_by_customer ON ledger (customer_id, done_at);

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    campaign_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    ledger_id INTEGER NOT NULL REFERENCES ledger(id),
    customer_id INTEGER NOT NULL,
    kind TEXT NOT NULL,                            -- DELIVERED, OPENED, CLICKED, UNSUBSCRIBED, BOUNCED
    at INTEGER NOT NULL,
    UNIQUE (ledger_id, kind)
) STRICT;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    user_id INTEGER,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '{}',
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE secret (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
