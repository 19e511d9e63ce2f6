-- The outbox in PostgreSQL 13 or later: jobs that are enqueued by a transaction on this database, until the broker has confirmed
-- them. Applied as often as one likes, by one program at a time. Times are milliseconds since 1970-01-01 UTC, on the server's clock.
CREATE TABLE IF NOT EXISTS warren_outbox (
    seq          bigint   GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- in the order of enqueueing, not of commits
    namespace    text     NOT NULL,           -- the topology's; a relay takes those of its own
    part         smallint NOT NULL,           -- 0 to 15, by the ordering key; one relay at a time has a part
    lane         text     NOT NULL,
    ordering_key text,                        -- jobs of one key are published one after the other; NULL: in any order
    job_id       text     NOT NULL,
    publication  bytea    NOT NULL,           -- the message; dev.warren.stores.PublicationCodec reads it
    enqueued     bigint   NOT NULL,
    trouble      text,                        -- why the broker would not have it; NULL when nothing is the matter
    again        bigint   NOT NULL DEFAULT 0  -- not to be tried before
) WITH (
    -- Every row is deleted soon after it came, so the table is small and mostly dead rows.
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_insert_scale_factor = 0.2, autovacuum_vacuum_cost_delay = 0);

CREATE INDEX IF NOT EXISTS warren_outbox_waiting ON warren_outbox (namespace, part, seq);

-- For what waits behind one of its key that is in trouble.
CREATE INDEX IF NOT EXISTS warren_outbox_trouble ON warren_outbox (namespace, ordering_key, seq) WHERE trouble IS NOT NULL;
