-- Writes records that nobody has changed since they were read. ARGV: epoch, an owner whose lease must run (or nothing), and for each job
-- seven: the first 71 bytes of what was read (nothing when there was none), the record, its score in open, succeeded and ended (nothing
-- where it does not belong), and when there was none its entry in ids (or nothing) and its scope. Replies for each job 1 or 0.
if ARGV[2] ~= '' and not is_live(ARGV[2]) then
  return {2}
end
local reply = {0}
for i = 1, #KEYS - JOBS do
  local a = 7 * i - 4
  if redis.call('GETRANGE', KEYS[JOBS + i], 0, 70) == ARGV[a] then
    local name = job(i)
    redis.call('SET', KEYS[JOBS + i], ARGV[a + 1])
    for set = 4, 6 do
      local score = ARGV[a + set - 2]
      if score == '' then
        redis.call('ZREM', KEYS[set], name)
      else
        redis.call('ZADD', KEYS[set], score, name)
      end
    end
    if ARGV[a] == '' then
      redis.call('ZADD', KEYS[3], string.sub(ARGV[a + 1], 24, 39), name)
      redis.call('SADD', KEYS[8], ARGV[a + 6])
      if ARGV[a + 5] ~= '' then
        redis.call('ZADD', KEYS[7], '0', ARGV[a + 5])
      end
    end
    reply[i + 1] = 1
  else
    reply[i + 1] = 0
  end
end
return reply
