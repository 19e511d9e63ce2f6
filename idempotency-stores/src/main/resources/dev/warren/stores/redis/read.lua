-- Records as they are, nothing where there is none. ARGV: epoch
local reply = redis.call('MGET', unpack(KEYS, JOBS + 1))
table.insert(reply, 1, 0)
return reply
