-- What has a time in one of the sets, some microseconds ago or earlier, the longest ago first. ARGV: epoch, which set, microseconds, how many
-- to pass over, how many
local limit = '(' .. digits(now - tonumber(ARGV[3]))
local reply = redis.call('ZRANGEBYSCORE', KEYS[tonumber(ARGV[2])], '-inf', limit, 'LIMIT', ARGV[4], ARGV[5])
table.insert(reply, 1, 0)
return reply
