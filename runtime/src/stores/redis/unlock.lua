-- Gives up the lock, or the place in the queue. KEYS and ARGV[1] as for locking.
if redis.call('GET', KEYS[1]) == ARGV[1] then
    redis.call('DEL', KEYS[1])
end
if redis.call('HDEL', KEYS[3], ARGV[1]) == 1 then
    redis.call('LREM', KEYS[2], 1, ARGV[1])
end
return 0
