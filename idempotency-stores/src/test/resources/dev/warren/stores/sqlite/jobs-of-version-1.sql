-- What a Warren that knew version 1 of the schema left in a file, after V1.sql.
INSERT INTO store (one, id, last_fence) VALUES (1, 'sqlite-of-version-1', 40);
INSERT INTO scope (id, namespace, tenant, type) VALUES (1, 'jobs', '', 'greet'), (2, 'jobs', 'acme', 'email.send');
INSERT INTO lease (id, owner, ends) VALUES (1, 'gone', 1700000000000000);
INSERT INTO job (seq, scope, key, id, payload_hash, status, life, run, attempt, owner, fence, suspicion, crashes, enqueued, due, changed,
                 started, result, error_type, error_message, error_stack) VALUES
  (1, 1, 'done',      NULL,   7, 10, 0, 1, 1, NULL, 1,  0, 0, 1800000000000000, 1800000001000000, 1800000002000000, NULL, '{"sum":3}', NULL, NULL, NULL),
  (2, 1, 'running',   'id-2', 7, 2,  0, 2, 2, 1,    12, 0, 0, 1800000000000000, 1800000001000000, 1800000001000000, NULL, NULL, NULL, NULL, NULL),
  (3, 2, 'pending',   NULL,   0, 1,  0, 1, 1, NULL, 3,  0, 0, 1800000000000000, 1800000003000000, 1800000001000000, 1800000001000000, NULL, NULL, NULL, NULL),
  (4, 2, 'retrying',  'id-4', 0, 3,  0, 1, 1, NULL, 4,  0, 0, 1800000000000000, 1800000009000000, 1800000001000000, 1800000001000000, NULL, 'java.io.IOException', 'down', 'at …'),
  (5, 1, 'cancelled', NULL,   0, 12, 0, 1, 1, NULL, 40, 0, 0, 1800000000000000, 1800000001000000, 1800000005000000, NULL, NULL, NULL, NULL, NULL);
