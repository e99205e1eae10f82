-- Writes who is present at a node, whatever stood there. KEYS: the node's hash, the nodes. ARGV: the time, the node, for how
-- many seconds this holds, then recipients and counts.
-- The first write is one that a Redis which is out of memory refuses, so that what stood there stays: see append.lua.
redis.call('ZADD', KEYS[2], ARGV[1], ARGV[2])
redis.call('DEL', KEYS[1])
for i = 4, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. string.format('%.0f', tonumber(ARGV[1]) - 3600000))
return {}
