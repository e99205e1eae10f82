package dev.tidings.server.app;

import com.github.f4b6a3.ulid.UlidFactory;
import dev.tidings.core.id.Ids;
import java.time.Instant;

/** Creates ULIDs that always increase, even within a millisecond and when the clock steps back. */
final class UlidIds implements Ids {
    private final UlidFactory ulids = UlidFactory.newMonotonicInstance();

    @Override
    public byte[] bytes(Instant at) {
        return ulids.create(at.toEpochMilli()).toBytes();
    }
}
