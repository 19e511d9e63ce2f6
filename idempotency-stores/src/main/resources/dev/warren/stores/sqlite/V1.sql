-- The schema of Warren's SQLite store, version 1. Applied in one transaction to an empty file.
-- Times are microseconds since 1970-01-01 UTC, on the clock of the machine.

-- Says whose file this is ("Wrrn"), and which version of the schema it holds.
PRAGMA application_id = 1467118190;
PRAGMA user_version = 1;

-- One row: the store itself.
CREATE TABLE store (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    id         TEXT    NOT NULL, -- random, made with the file, the same for every process that opens it
    last_fence INTEGER NOT NULL  -- the highest fence given so far; none is ever given twice
) STRICT;

-- The parts of a key that many jobs share. Never deleted: there are as many as job types (times tenants).
CREATE TABLE scope (
    id        INTEGER PRIMARY KEY,
    namespace TEXT NOT NULL,
    tenant    TEXT NOT NULL, -- '' when there is none
    type      TEXT NOT NULL,
    UNIQUE (namespace, tenant, type)
) STRICT;

-- A worker process, from its start to a lapse of its lease.
CREATE TABLE lease (
    id    INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again, since jobs refer to it
    owner TEXT    NOT NULL UNIQUE,
    ends  INTEGER NOT NULL
) STRICT;

-- One row for each idempotency key.
CREATE TABLE job (
    seq           INTEGER PRIMARY KEY, -- a fence taken when the row was made: rows lie in the order of their arrival
    scope         INTEGER NOT NULL,    -- scope.id
    key           TEXT    NOT NULL,    -- the idempotency key
    id            TEXT,                -- the job id of the first delivery; NULL when it is the key
    payload_hash  INTEGER NOT NULL,    -- 0 when nobody has seen the payload
    status        INTEGER NOT NULL,    -- 1 pending, 2 running, 3 retrying, 4 decided: retry, 5 decided: dead, 6 decided: succeeded,
                                       -- 10 succeeded, 11 dead, 12 cancelled, 13 expired; from 10 on nothing more happens by itself
    life          INTEGER NOT NULL,    -- coordinates: life from 0, run from 1
    run           INTEGER NOT NULL,
    attempt       INTEGER NOT NULL,
    owner         INTEGER,             -- lease.id of who has claimed or decided it; NULL when nobody has
    fence         INTEGER NOT NULL,    -- of the last claim
    suspicion     INTEGER NOT NULL,    -- 0 none, 1 suspect, 2 suspect whose start is on record
    crashes       INTEGER NOT NULL,    -- how many workers it has brought down in this life
    enqueued      INTEGER NOT NULL,
    due           INTEGER NOT NULL,    -- since when it should run, or when it is to run again
    changed       INTEGER NOT NULL,    -- when it ended, from status 10 on
    started       INTEGER,             -- when it was last claimed; NULL when that is the time in due
    decided       BLOB,                -- what is to be carried out, in status 4 to 6; dev.warren.stores.DecidedCodec reads it
    result        TEXT,                -- what the handler answered, as JSON
    error_type    TEXT,                -- the last failure
    error_message TEXT,
    error_stack   TEXT
) STRICT;

CREATE UNIQUE INDEX job_key ON job (scope, key);

-- For finding a job by its id. Holds none of those whose key is their id.
CREATE INDEX job_id ON job (id) WHERE id IS NOT NULL;

-- For what is overdue.
CREATE INDEX job_open ON job (due) WHERE status < 10;

-- For what may be forgotten: plain successes, and all other ends (a cancelled job is awaited until it would have been due).
CREATE INDEX job_succeeded ON job (changed) WHERE status = 10 AND life = 0;
CREATE INDEX job_ended ON job (iif(status = 12, max(changed, due), changed)) WHERE status > 10 OR (status = 10 AND life > 0);

-- The numbers 0 to 1023: whole batches are written by one statement, row by row of a packed parameter.
CREATE TABLE slot (n INTEGER PRIMARY KEY) STRICT;
INSERT INTO slot WITH RECURSIVE i (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM i WHERE n < 1023) SELECT n FROM i;

-- For people.
CREATE VIEW jobs AS
SELECT scope.namespace, scope.tenant, scope.type, job.key, coalesce(job.id, job.key) AS id,
       CASE job.status WHEN 1 THEN 'pending' WHEN 2 THEN 'running' WHEN 3 THEN 'retrying' WHEN 4 THEN 'decided retry'
           WHEN 5 THEN 'decided dead' WHEN 6 THEN 'decided succeeded' WHEN 10 THEN 'succeeded' WHEN 11 THEN 'dead'
           WHEN 12 THEN 'cancelled' WHEN 13 THEN 'expired' END AS status,
       job.life, job.run, job.attempt, lease.owner, job.fence, job.crashes,
       strftime('%Y-%m-%dT%H:%M:%fZ', job.enqueued / 1e6, 'unixepoch') AS enqueued_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(job.started, job.due) / 1e6, 'unixepoch') AS started_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', job.due / 1e6, 'unixepoch') AS due_at,
       CASE WHEN job.status >= 10 THEN strftime('%Y-%m-%dT%H:%M:%fZ', job.changed / 1e6, 'unixepoch') END AS finished_at,
       job.result, job.error_type, job.error_message
FROM job JOIN scope ON scope.id = job.scope LEFT JOIN lease ON lease.id = job.owner;
