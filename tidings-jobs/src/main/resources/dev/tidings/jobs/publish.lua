-- Appends one entry per name. The most recent names are stored beside the stream: more than can be in flight when a process
-- crashes. For older ones, the store knows that they were published.
-- KEYS: stream, names. ARGV: name, approximate number of entries, number of names, then fields and values.
if redis.call('ZSCORE', KEYS[2], ARGV[1]) then
  return {'known'}
end
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', unpack(ARGV, 4))
redis.call('ZADD', KEYS[2], string.match(id, '^%d+'), ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - ARGV[3])
return {id}
