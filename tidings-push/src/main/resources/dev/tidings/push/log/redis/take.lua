-- Numbers a session claim and publishes it to all nodes. KEYS: the counter. ARGV: the channel, the client.
local number = redis.call('INCR', KEYS[1])
redis.call('PUBLISH', ARGV[1], string.format('%.0f', number) .. ' ' .. ARGV[2])
return {string.format('%.0f', number)}
