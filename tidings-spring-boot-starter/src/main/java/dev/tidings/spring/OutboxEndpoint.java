package dev.tidings.spring;

import dev.tidings.client.outbox.DeadRow;
import dev.tidings.client.outbox.OutboxAdmin;
import dev.tidings.client.outbox.OutboxLag;
import dev.tidings.client.outbox.OutboxRelay;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@code /actuator/tidingsoutbox}: shows the lag and dead rows without their content; POST replays, DELETE discards.
 */
@Endpoint(id = "tidingsoutbox")
public final class OutboxEndpoint {
    private static final int ROWS = 100;

    private final OutboxAdmin admin;
    private final OutboxRelay relay;

    OutboxEndpoint(OutboxAdmin admin, OutboxRelay relay) {
        this.admin = admin;
        this.relay = relay;
    }

    /** @param more whether there are dead rows after the last one shown; pass its id as {@code after} */
    public record Report(OutboxLag lag, List<Dead> dead, boolean more) {}

    /** A dead row, its reason and its attempts. */
    public record Dead(
            long id,
            String idempotencyKey,
            @Nullable String orderingKey,
            String code,
            String reason,
            int attempts,
            int replays,
            String publishedAt,
            String deadSince) {
        static Dead of(DeadRow row) {
            return new Dead(
                    row.id(),
                    row.idempotencyKey(),
                    row.orderingKey(),
                    row.code(),
                    row.reason(),
                    row.attempts(),
                    row.replays(),
                    row.publishedAt().toString(),
                    row.deadSince().toString());
        }
    }

    @ReadOperation
    public Report report(@Nullable Long after) throws SQLException {
        List<Dead> dead = admin.dead(after == null ? 0 : after, ROWS + 1).stream()
                .map(Dead::of)
                .toList();
        boolean more = dead.size() > ROWS;
        return new Report(admin.lag(), more ? dead.subList(0, ROWS) : dead, more);
    }

    @WriteOperation
    public Map<String, Integer> replayAll() throws SQLException {
        int replayed = admin.replayAll();
        relay.wake();
        return Map.of("replayed", replayed);
    }

    /** Returns null, which becomes a 404, when there is no such dead row. */
    @WriteOperation
    public @Nullable Map<String, Integer> replay(@Selector long id) throws SQLException {
        if (!admin.replay(id)) {
            return null;
        }
        relay.wake();
        return Map.of("replayed", 1);
    }

    /** Returns null, which becomes a 404, when there is no such dead row. */
    @DeleteOperation
    public @Nullable Map<String, Integer> discard(@Selector long id) throws SQLException {
        return admin.discard(id) ? Map.of("discarded", 1) : null;
    }
}
