package dev.tidings.store.jdbc;

import dev.tidings.core.job.GameRuntime;
import dev.tidings.core.job.Operation;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.RuntimeQueryStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads runtimes and the log of their operations. */
public final class RuntimeReads implements RuntimeQueryStore {
    private static final String RUNTIMES = "runtimes";
    private static final String LIVE = RuntimeRows.RUNTIME
            + " WHERE status IN ('starting', 'running', 'stopping') OR operation_id IS NOT NULL"
            + " ORDER BY tenant, game_id LIMIT :rows";

    private final Database database;

    public RuntimeReads(Database database) {
        this.database = database;
    }

    @Override
    public Optional<GameRuntime> runtime(String tenant, String gameId) {
        return database.read(
                "read a runtime",
                handle -> handle.createQuery(RuntimeRows.RUNTIME + " WHERE tenant = :tenant AND game_id = :game")
                        .bind("tenant", tenant)
                        .bind("game", gameId)
                        .map((row, context) -> RuntimeRows.runtime(row))
                        .findOne());
    }

    @Override
    public Page<GameRuntime> runtimes(String tenant, @Nullable String cursor, int limit) {
        String after = cursor == null ? "" : Cursors.place(RUNTIMES, cursor);
        List<GameRuntime> rows = database.read(
                "list runtimes",
                handle -> handle.createQuery(RuntimeRows.RUNTIME
                                + " WHERE tenant = :tenant AND game_id > :after ORDER BY game_id LIMIT :rows")
                        .bind("tenant", tenant)
                        .bind("after", after)
                        .bind("rows", limit + 1)
                        .map((row, context) -> RuntimeRows.runtime(row))
                        .list());
        boolean more = rows.size() > limit;
        List<GameRuntime> shown = more ? rows.subList(0, limit) : rows;
        return new Page<>(shown, more ? Cursors.of(RUNTIMES, shown.getLast().gameId()) : null);
    }

    @Override
    public List<GameRuntime> liveRuntimes(int limit) {
        return database.read(
                "list live runtimes",
                handle -> handle.createQuery(LIVE)
                        .bind("rows", limit)
                        .map((row, context) -> RuntimeRows.runtime(row))
                        .list());
    }

    @Override
    public Optional<Operation> operation(String tenant, String id) {
        return database.read(
                "read an operation",
                handle -> handle.createQuery(RuntimeRows.OPERATION + " WHERE id = :id AND tenant = :tenant")
                        .bind("id", id)
                        .bind("tenant", tenant)
                        .map((row, context) -> RuntimeRows.operation(row))
                        .findOne());
    }

    @Override
    public Page<Operation> operations(String tenant, String gameId, @Nullable String cursor, int limit) {
        String listing = "operations of " + gameId;
        long below = Cursors.below(listing, cursor);
        return Sequenced.page(
                listing,
                database.read(
                        "list operations",
                        handle -> handle.createQuery(RuntimeRows.OPERATION
                                        + " WHERE tenant = :tenant AND game_id = :game AND seq < :below"
                                        + " ORDER BY seq DESC LIMIT :rows")
                                .bind("tenant", tenant)
                                .bind("game", gameId)
                                .bind("below", below)
                                .bind("rows", limit + 1)
                                .map((row, context) -> new Sequenced<>(row.getLong("seq"), RuntimeRows.operation(row)))
                                .list()),
                limit);
    }

    @Override
    public List<Operation> unpublished(int limit) {
        return database.read(
                "list what is to be published",
                handle -> handle.createQuery(RuntimeRows.OPERATION
                                + " WHERE publication = 'due' AND outcome IS NOT NULL ORDER BY seq LIMIT :rows")
                        .bind("rows", limit)
                        .map((row, context) -> RuntimeRows.operation(row))
                        .list());
    }
}
