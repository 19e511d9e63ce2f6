-- What version 4 of the schema adds to version 3, and takes from it. Applied in one transaction, to a file of version 3 or after V3.sql.

PRAGMA user_version = 4;

-- Every claim and every success paid for these. What they found is found by looking at the rows in the order of their arrival, twice:
-- dev.warren.stores.sqlite.Sweep does.
DROP INDEX job_open;
DROP INDEX job_succeeded;
DROP INDEX job_ended;

-- One row: how far the two looks have come, for all processes. They only go on.
CREATE TABLE look (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    first  INTEGER NOT NULL, -- every open row up to this seq is in watch
    second INTEGER NOT NULL, -- every row up to this seq is in watch, or forgotten
    mark   INTEGER NOT NULL, -- the highest fence there was
    marked INTEGER NOT NULL  -- at this time: rows up to mark arrived before it, whenever they have changed since
) STRICT;
INSERT INTO look (one, first, second, mark, marked) VALUES (1, 0, 0, 0, 0);

-- What may be overdue, and what is forgotten later than its neighbours: at most one entry for each row of job.
CREATE TABLE watch (
    seq  INTEGER PRIMARY KEY, -- job.seq
    kind INTEGER NOT NULL,    -- 1 open, 2 plain success, 3 another end
    at   INTEGER NOT NULL     -- 1: due then or, where the entry is stale, later, or over; 2 and 3: since when it is kept
) STRICT;

CREATE INDEX watch_at ON watch (kind, at);

-- What entry a row is to have in watch (a cancelled job is awaited until it would have been due).
CREATE VIEW watchable AS
SELECT seq, CASE WHEN status < 10 THEN 1 WHEN status = 10 AND life = 0 THEN 2 ELSE 3 END AS kind,
       CASE WHEN status < 10 THEN due WHEN status = 12 THEN max(changed, due) ELSE changed END AS at
FROM job;

-- Only the general way of writing a row sets its life; the fast ones don't, and need no entry. Here, so that it holds for a Warren of version 3
-- that has the file open, too. What has ended is met by the second look, unless that has passed already.
CREATE TRIGGER job_watch AFTER UPDATE OF life ON job
WHEN iif(NEW.status < 10, OLD.status >= 10 OR OLD.due <> NEW.due, NEW.seq <= (SELECT second FROM look))
BEGIN
    INSERT INTO watch (seq, kind, at) SELECT seq, kind, at FROM watchable WHERE seq = NEW.seq
    ON CONFLICT (seq) DO UPDATE SET kind = excluded.kind, at = excluded.at;
END;
