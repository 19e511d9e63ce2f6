-- Deletes locks that were found free, where they are as they were read, and has the others looked at again later. KEYS: the locks. ARGV: epoch,
-- after how many microseconds the others are looked at, and for each lock what was read (nothing when there was none) and DROP or KEEP.
local again = digits(now + tonumber(ARGV[2]))
for i = 1, #KEYS - JOBS do
  local lock = KEYS[JOBS + i]
  if (redis.call('GET', lock) or '') == ARGV[2 * i + 1] then
    if ARGV[2 * i + 2] == 'DROP' then
      redis.call('UNLINK', lock)
      redis.call('ZREM', KEYS[9], lock_name(lock))
    else
      redis.pcall('ZADD', KEYS[9], again, lock_name(lock)) -- a full server may refuse it: then it is looked at sooner
    end
  end
end
return {0}
