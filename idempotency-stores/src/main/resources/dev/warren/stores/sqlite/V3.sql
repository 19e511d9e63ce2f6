-- What version 3 of the schema adds to version 2. Applied in one transaction, to a file of version 2 or after V2.sql.

PRAGMA user_version = 3;

-- Which job has a unique key. Whether it still holds it is said by that job's row.
CREATE TABLE job_lock (
    scope     INTEGER NOT NULL, -- scope.id, the holder's as well
    name      TEXT    NOT NULL, -- the unique key
    holder    TEXT    NOT NULL, -- job.key
    holder_id TEXT    NOT NULL, -- its job id
    fence     INTEGER NOT NULL, -- of the claim it was taken under; 0 when a publisher reserved it
    span      INTEGER NOT NULL, -- held until the holder is 1 started, 2 finished, 3 not running any more, 4 until its time is over
    reserved  INTEGER NOT NULL, -- until when a reservation holds for a job without a row
    ends      INTEGER NOT NULL, -- when the time of span 4 is over
    PRIMARY KEY (scope, name)
) STRICT, WITHOUT ROWID;

-- For what may be forgotten.
CREATE INDEX job_lock_ends ON job_lock (ends);
