-- Replaces the recipients present at a node. KEYS: the node's hash, the nodes. ARGV: the time, the node, the expiry in seconds,
-- then recipients and counts.
-- The first write must be one that Redis refuses when it is out of memory, to keep the previous data: see append.lua.
redis.call('ZADD', KEYS[2], ARGV[1], ARGV[2])
redis.call('DEL', KEYS[1])
for i = 4, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. string.format('%.0f', tonumber(ARGV[1]) - 3600000))
return {}
