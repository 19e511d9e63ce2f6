-- The outbox in SQLite: jobs that are enqueued by a transaction on this file, until the broker has confirmed them.
-- Applied as often as one likes. Times are milliseconds since 1970-01-01 UTC.
CREATE TABLE IF NOT EXISTS warren_outbox (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order of enqueueing; never used again
    namespace    TEXT    NOT NULL,                  -- the topology's; a relay takes those of its own
    part         INTEGER NOT NULL,                  -- 0 to 15, by the ordering key; relays share the work by it
    lane         TEXT    NOT NULL,
    ordering_key TEXT,                              -- jobs of one key are published one after the other; NULL: in any order
    job_id       TEXT    NOT NULL,
    publication  BLOB    NOT NULL,                  -- the message; dev.warren.stores.PublicationCodec reads it
    enqueued     INTEGER NOT NULL,
    trouble      TEXT,                              -- why the broker would not have it; NULL when nothing is the matter
    again        INTEGER NOT NULL DEFAULT 0         -- not to be tried before
) STRICT;

CREATE INDEX IF NOT EXISTS warren_outbox_waiting ON warren_outbox (namespace, seq);

-- For what waits behind one of its key that is in trouble.
CREATE INDEX IF NOT EXISTS warren_outbox_trouble ON warren_outbox (namespace, ordering_key, seq) WHERE trouble IS NOT NULL;

-- Which relay has the table. Two at once would only send twice what is the same job.
CREATE TABLE IF NOT EXISTS warren_outbox_relay (
    namespace TEXT    PRIMARY KEY,
    owner     TEXT    NOT NULL,
    ends      INTEGER NOT NULL
) STRICT;
