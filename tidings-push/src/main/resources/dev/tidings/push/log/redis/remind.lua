-- Publishes a session claim again. If Redis has lost the counter, it continues from this number.
-- KEYS: the counter. ARGV: the channel, the client, the number.
if tonumber(redis.call('GET', KEYS[1]) or '0') < tonumber(ARGV[3]) then
  redis.call('SET', KEYS[1], ARGV[3])
end
redis.call('PUBLISH', ARGV[1], ARGV[3] .. ' ' .. ARGV[2])
return {ARGV[3]}
