-- The store's id, epoch and schema. When there is none it comes to be, or nothing is replied. One of schema 1 becomes one of schema 2, which
-- has young records besides: a new epoch keeps those from it that do not know them. Stands alone.
-- ARGV: id, epoch, schema, MADE or REFUSED
local found = redis.call('HMGET', KEYS[1], 'id', 'epoch', 'schema')
if found[3] == '1' and ARGV[3] == '2' then
  redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'schema', ARGV[3])
  return {found[1], ARGV[2], ARGV[3]}
end
if found[1] then
  return found
end
if ARGV[4] == 'REFUSED' then
  return {}
end
redis.call('HSET', KEYS[1], 'id', ARGV[1], 'epoch', ARGV[2], 'schema', ARGV[3], 'fence', '0')
return {ARGV[1], ARGV[2], ARGV[3]}
