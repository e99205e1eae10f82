package dev.tidings.push.log.redis;

import dev.tidings.core.event.WindowBounds;

/**
 * How much of a stream is retained.
 *
 * @param length the approximate number of entries in Redis; trimming never leaves fewer
 * @param window how many of them a follower receives at the start
 */
record StreamRetention(int length, WindowBounds window) {}
