package dev.tidings.jobs.jdbc;

import dev.tidings.core.store.Page;
import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.RuntimeQueryStore;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Keyset;
import dev.tidings.store.jdbc.Sql;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads runtimes and the log of their operations. */
final class RuntimeQueries implements RuntimeQueryStore {
    private static final Keyset<GameRuntime> RUNTIMES =
            Keyset.ascending("runtimes", RuntimeRows::runtime, GameRuntime::gameId);

    private static final Sql RUNTIME = Sql.of("""
        SELECT tenant, game_id, image_ref, container_id, engine_endpoint, status, driver, node, exit_code, restarts,
            created_at, started_at, ended_at, changed_at, operation_id, held_until, version
        FROM runtimes
        WHERE tenant = :tenant AND game_id = :game
        """);

    private static final Sql LIST = Sql.of("""
        SELECT tenant, game_id, image_ref, container_id, engine_endpoint, status, driver, node, exit_code, restarts,
            created_at, started_at, ended_at, changed_at, operation_id, held_until, version
        FROM runtimes
        WHERE tenant = :tenant AND game_id > :after
        ORDER BY game_id
        LIMIT :rows
        """);

    private static final Sql LIVE = Sql.of("""
        SELECT tenant, game_id, image_ref, container_id, engine_endpoint, status, driver, node, exit_code, restarts,
            created_at, started_at, ended_at, changed_at, operation_id, held_until, version
        FROM runtimes
        WHERE status IN ('starting', 'running', 'stopping') OR operation_id IS NOT NULL
        ORDER BY tenant, game_id
        LIMIT :rows
        """);

    private static final Sql OPERATION = Sql.of("""
        SELECT seq, id, tenant, game_id, kind, source, source_ref, image_ref, reason, outcome, code, message,
            container_id, engine_endpoint, started_at, ended_at, publication
        FROM runtime_operations
        WHERE id = :id AND tenant = :tenant
        """);

    private static final Sql OPERATIONS = Sql.of("""
        SELECT seq, id, tenant, game_id, kind, source, source_ref, image_ref, reason, outcome, code, message,
            container_id, engine_endpoint, started_at, ended_at, publication
        FROM runtime_operations
        WHERE tenant = :tenant AND game_id = :game AND seq < :below
        ORDER BY seq DESC
        LIMIT :rows
        """);

    private static final Sql UNPUBLISHED = Sql.of("""
        SELECT seq, id, tenant, game_id, kind, source, source_ref, image_ref, reason, outcome, code, message,
            container_id, engine_endpoint, started_at, ended_at, publication
        FROM runtime_operations
        WHERE publication = 'due' AND outcome IS NOT NULL
        ORDER BY seq
        LIMIT :rows
        """);

    private final Database database;

    RuntimeQueries(Database database) {
        this.database = database;
    }

    @Override
    public Optional<GameRuntime> runtime(String tenant, String gameId) {
        return database.read(
                "read a runtime",
                tx -> tx.prepared(RUNTIME)
                        .text("tenant", tenant)
                        .text("game", gameId)
                        .first(RuntimeRows::runtime));
    }

    @Override
    public Page<GameRuntime> runtimes(String tenant, @Nullable String cursor, int limit) {
        return RUNTIMES.page(database, LIST, tenant, cursor, limit);
    }

    @Override
    public List<GameRuntime> liveRuntimes(int limit) {
        return database.read(
                "list live runtimes",
                tx -> tx.prepared(LIVE).number("rows", limit).list(RuntimeRows::runtime));
    }

    @Override
    public Optional<Operation> operation(String tenant, String id) {
        return database.read(
                "read an operation",
                tx -> tx.prepared(OPERATION)
                        .text("id", id)
                        .text("tenant", tenant)
                        .first(RuntimeRows::operation));
    }

    @Override
    public Page<Operation> operations(String tenant, String gameId, @Nullable String cursor, int limit) {
        return Keyset.newest("operations of " + gameId, RuntimeRows::operation)
                .page(
                        database,
                        OPERATIONS,
                        cursor,
                        limit,
                        list -> list.text("tenant", tenant).text("game", gameId));
    }

    @Override
    public List<Operation> unpublished(int limit) {
        return database.read(
                "list unpublished operations",
                tx -> tx.prepared(UNPUBLISHED).number("rows", limit).list(RuntimeRows::operation));
    }
}
