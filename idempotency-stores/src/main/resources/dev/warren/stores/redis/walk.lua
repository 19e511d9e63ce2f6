-- Jobs in the order of their arrival, the newest first, each with its place. ARGV: epoch, the highest place, how many
local reply = redis.call('ZREVRANGEBYSCORE', KEYS[3], ARGV[2], '-inf', 'WITHSCORES', 'LIMIT', 0, ARGV[3])
table.insert(reply, 1, 0)
return reply
