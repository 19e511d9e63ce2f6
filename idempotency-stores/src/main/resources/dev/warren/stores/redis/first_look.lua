-- The first look at jobs in the order of their arrival: those that are not at their end are settled. ARGV: epoch, the id of the last arrival
-- among them.
redis.call('ZREM', KEYS[4], '') -- after a write that needs no room a full server does not refuse what follows
for i = 1, #KEYS - JOBS do
  if redis.call('GETRANGE', KEYS[JOBS + i], 1, 2) == 'rF' then
    settle(i, young(i))
  end
end
local last = tonumber(ARGV[2])
local looked = tonumber(redis.call('HGET', KEYS[1], 'looked') or '0')
if looked < last and last <= tonumber(store[2]) then -- else it was read before the store was set back
  redis.call('HSET', KEYS[1], 'looked', ARGV[2])
end
return {0}
