package dev.tidings.core.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a read replica is used.
 *
 * @param available whether it answers, and is not too far behind
 * @param lag the age of the newest heartbeat that has reached it; null while it cannot be read
 * @param byReplica queries that it has answered
 * @param byPrimary queries that it could have answered, and that the primary has answered instead
 * @param failures queries that failed on it and that the primary then answered
 */
public record ReplicaUse(boolean available, @Nullable Duration lag, long byReplica, long byPrimary, long failures) {}
