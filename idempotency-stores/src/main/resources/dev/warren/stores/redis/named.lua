-- Where jobs of an id or a key may be. ARGV: epoch, and the bounds of entries in ids (or nothing). Replies the entries, and all scopes.
local entries = {}
if ARGV[2] ~= '' then
  entries = redis.call('ZRANGEBYLEX', KEYS[7], ARGV[2], ARGV[3])
end
return {0, entries, redis.call('SMEMBERS', KEYS[8])}
