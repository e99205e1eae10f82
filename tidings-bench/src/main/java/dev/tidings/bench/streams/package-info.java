/** Intake from Redis Streams, against bare reading of the same entries. */
@NullMarked
package dev.tidings.bench.streams;

import org.jspecify.annotations.NullMarked;
