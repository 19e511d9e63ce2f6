-- The store's id, epoch and schema; it comes to be when there is none. Stands alone. ARGV: id, epoch, schema
local found = redis.call('HMGET', KEYS[1], 'id', 'epoch', 'schema')
if found[1] then
  return found
end
redis.call('HSET', KEYS[1], 'id', ARGV[1], 'epoch', ARGV[2], 'schema', ARGV[3], 'fence', '0')
return {ARGV[1], ARGV[2], ARGV[3]}
