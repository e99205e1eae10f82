package dev.tidings.spring;

import dev.tidings.client.outbox.DeadRow;
import dev.tidings.client.outbox.OutboxDesk;
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

/** {@code /actuator/tidingsoutbox}: the lag and dead rows, without what they say; POST replays, DELETE discards. */
@Endpoint(id = "tidingsoutbox")
public final class OutboxEndpoint {
    private static final int ROWS = 100;

    private final OutboxDesk desk;
    private final OutboxRelay relay;

    OutboxEndpoint(OutboxDesk desk, OutboxRelay relay) {
        this.desk = desk;
        this.relay = relay;
    }

    /** @param more whether there are dead rows after the last one shown; ask again with its id as {@code after} */
    public record Report(OutboxLag lag, List<Dead> dead, boolean more) {}

    /** A dead row, why it is, and how often it was tried. */
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
        List<Dead> dead = desk.dead(after == null ? 0 : after, ROWS + 1).stream()
                .map(Dead::of)
                .toList();
        boolean more = dead.size() > ROWS;
        return new Report(desk.lag(), more ? dead.subList(0, ROWS) : dead, more);
    }

    @WriteOperation
    public Map<String, Integer> replayAll() throws SQLException {
        int replayed = desk.replayAll();
        relay.wake();
        return Map.of("replayed", replayed);
    }

    /** Null, which is a 404, when there is no such dead row. */
    @WriteOperation
    public @Nullable Map<String, Integer> replay(@Selector long id) throws SQLException {
        if (!desk.replay(id)) {
            return null;
        }
        relay.wake();
        return Map.of("replayed", 1);
    }

    /** Null, which is a 404, when there is no such dead row. */
    @DeleteOperation
    public @Nullable Map<String, Integer> discard(@Selector long id) throws SQLException {
        return desk.discard(id) ? Map.of("discarded", 1) : null;
    }
}
