-- Deletes records whose retention is over, where that is still so, and leases long ended. ARGV: epoch, which set, microseconds of
-- retention, microseconds for which ended leases are kept. Replies how many records.
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. digits(now - tonumber(ARGV[4])))
local set = KEYS[tonumber(ARGV[2])]
local limit = now - tonumber(ARGV[3])
local forgotten = 0
for i = 1, #KEYS - JOBS do
  local name = job(i)
  local score = redis.call('ZSCORE', set, name)
  if score and tonumber(score) < limit then
    local head = redis.call('GETRANGE', KEYS[JOBS + i], 71, 328)
    local length = tonumber(string.sub(head, 1, 3)) or 0
    if length > 0 then
      redis.call('ZREM', KEYS[7], length .. ':' .. string.sub(head, 4, 3 + length) .. ':' .. name)
    end
    redis.call('ZREM', KEYS[3], name)
    redis.call('ZREM', set, name)
    redis.call('UNLINK', KEYS[JOBS + i])
    forgotten = forgotten + 1
  end
end
return {0, forgotten}
