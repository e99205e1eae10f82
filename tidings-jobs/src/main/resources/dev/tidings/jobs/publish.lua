-- Appends an entry once for each name. The names of the last so many are remembered beside the stream: more than can be
-- under way when a process dies, and for what is older the store knows that it was published.
-- KEYS: stream, names. ARGV: name, about how many entries, how many names, then fields and values.
if redis.call('ZSCORE', KEYS[2], ARGV[1]) then
  return {'known'}
end
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', unpack(ARGV, 4))
redis.call('ZADD', KEYS[2], string.match(id, '^%d+'), ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - ARGV[3])
return {id}
