-- Begins or renews a lease, unless it has ended. ARGV: epoch, owner, microseconds
local ends = redis.call('ZSCORE', KEYS[2], ARGV[2])
if ends and tonumber(ends) <= now then
  return {2}
end
redis.call('ZADD', KEYS[2], digits(now + tonumber(ARGV[3])), ARGV[2])
return {0}
