-- Gives up a claim. KEYS[1]: the delivery. ARGV[1]: who claimed it.
if redis.call('GET', KEYS[1]) == 'claimed ' .. ARGV[1] then
    redis.call('DEL', KEYS[1])
end
return 0
