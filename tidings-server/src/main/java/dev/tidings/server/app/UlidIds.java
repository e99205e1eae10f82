package dev.tidings.server.app;

import com.github.f4b6a3.ulid.UlidFactory;
import dev.tidings.core.id.Ids;
import java.time.Instant;

/** Ids of time and chance, each greater than the one before, also within a millisecond and when the clock steps back. */
final class UlidIds implements Ids {
    private final UlidFactory ulids = UlidFactory.newMonotonicInstance();

    @Override
    public String next(Instant at) {
        return ulids.create(at.toEpochMilli()).toString();
    }
}
