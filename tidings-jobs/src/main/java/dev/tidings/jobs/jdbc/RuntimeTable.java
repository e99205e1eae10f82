package dev.tidings.jobs.jdbc;

import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.RuntimeStore;
import dev.tidings.jobs.runtime.RuntimeStore.Begun;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Dialect;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Changes runtimes together with their operations. The version, which every write raises, decides between nodes. */
final class RuntimeTable implements RuntimeStore {
    private static final Sql FIND = Sql.of("""
        SELECT tenant, game_id, image_ref, container_id, engine_endpoint, status, driver, node, exit_code, restarts,
            created_at, started_at, ended_at, changed_at, operation_id, held_until, version
        FROM runtimes
        WHERE tenant = :tenant AND game_id = :game
        """);

    private static final DialectSql LOCK = DialectSql.of("""
        SELECT tenant, game_id, image_ref, container_id, engine_endpoint, status, driver, node, exit_code, restarts,
            created_at, started_at, ended_at, changed_at, operation_id, held_until, version
        FROM runtimes
        WHERE tenant = :tenant AND game_id = :game
        """, """
        SELECT tenant, game_id, image_ref, container_id, engine_endpoint, status, driver, node, exit_code, restarts,
            created_at, started_at, ended_at, changed_at, operation_id, held_until, version
        FROM runtimes
        WHERE tenant = :tenant AND game_id = :game
        FOR UPDATE
        """, """
        SELECT tenant, game_id, image_ref, container_id, engine_endpoint, status, driver, node, exit_code, restarts,
            created_at, started_at, ended_at, changed_at, operation_id, held_until, version
        FROM runtimes
        WHERE tenant = :tenant AND game_id = :game
        FOR UPDATE
        """);

    private static final Sql BY_SOURCE = Sql.of("""
        SELECT seq, id, tenant, game_id, kind, source, source_ref, image_ref, reason, outcome, code, message,
            container_id, engine_endpoint, started_at, ended_at, publication
        FROM runtime_operations
        WHERE tenant = :tenant AND source = :source AND source_ref = :sourceRef
        """);

    private static final Sql BY_ID = Sql.of("""
        SELECT seq, id, tenant, game_id, kind, source, source_ref, image_ref, reason, outcome, code, message,
            container_id, engine_endpoint, started_at, ended_at, publication
        FROM runtime_operations
        WHERE id = :id
        """);

    private static final DialectSql CREATE = DialectSql.of("""
        INSERT INTO runtimes (tenant, game_id, image_ref, container_id, engine_endpoint, status, driver, node, exit_code,
            restarts, started_at, ended_at, changed_at, created_at, operation_id, held_until, version)
        VALUES (:tenant, :game, :image, :container, :engineEndpoint, :status, :driver, :node, :exitCode,
            :restarts, :startedAt, :endedAt, :changedAt, :createdAt, :operation, :heldUntil, 1)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO runtimes (tenant, game_id, image_ref, container_id, engine_endpoint, status, driver, node, exit_code,
            restarts, started_at, ended_at, changed_at, created_at, operation_id, held_until, version)
        VALUES (:tenant, :game, :image, :container, :engineEndpoint, :status, :driver, :node, :exitCode,
            :restarts, :startedAt, :endedAt, :changedAt, :createdAt, :operation, :heldUntil, 1)
        """);

    private static final Sql HOLD = Sql.of("""
        UPDATE runtimes
        SET image_ref = :image, container_id = :container, engine_endpoint = :engineEndpoint, status = :status,
            driver = :driver, node = :node, exit_code = :exitCode, restarts = :restarts, started_at = :startedAt,
            ended_at = :endedAt, changed_at = :changedAt, operation_id = :operation, held_until = :heldUntil,
            version = version + 1
        WHERE tenant = :tenant AND game_id = :game AND version = :version
        """);

    private static final Sql RELEASE = Sql.of("""
        UPDATE runtimes
        SET image_ref = :image, container_id = :container, engine_endpoint = :engineEndpoint, status = :status,
            driver = :driver, node = :node, exit_code = :exitCode, restarts = :restarts, started_at = :startedAt,
            ended_at = :endedAt, changed_at = :changedAt, operation_id = NULL, held_until = NULL,
            version = version + 1
        WHERE tenant = :tenant AND game_id = :game AND operation_id = :operation
        """);

    private static final DialectSql APPEND = DialectSql.of("""
        INSERT INTO runtime_operations (id, tenant, game_id, kind, source, source_ref, image_ref, reason, started_at,
            publication, outcome, code, message, container_id, engine_endpoint, ended_at)
        VALUES (:id, :tenant, :game, :kind, :source, :sourceRef, :image, :reason, :startedAt,
            :publication, :outcome, :code, :message, :container, :engineEndpoint, :endedAt)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO runtime_operations (id, tenant, game_id, kind, source, source_ref, image_ref, reason, started_at,
            publication, outcome, code, message, container_id, engine_endpoint, ended_at)
        VALUES (:id, :tenant, :game, :kind, :source, :sourceRef, :image, :reason, :startedAt,
            :publication, :outcome, :code, :message, :container, :engineEndpoint, :endedAt)
        """);

    private static final Sql END = Sql.of("""
        UPDATE runtime_operations
        SET outcome = :outcome, code = :code, message = :message, container_id = :container,
            engine_endpoint = :engineEndpoint, ended_at = :endedAt
        WHERE id = :id AND outcome IS NULL
        """);

    private static final Sql PUBLISHED = Sql.of("""
        UPDATE runtime_operations SET publication = 'done' WHERE id = :id
        """);

    /** The SQL state of a transaction that lost to another and is retried. */
    private static final String LOST = "40001";

    private final Writes database;
    private final Dialect dialect;
    private final InstantSource clock;
    private final Sql create;
    private final Sql append;
    private final Sql lock;

    /** Runs work in a transaction. */
    private interface Writes {
        <T extends @Nullable Object> T write(String doing, Transaction.Work<T> work);
    }

    /** Runs work in a transaction that other changes share. */
    private record Joined(Transaction transaction) implements Writes {
        @Override
        public <T extends @Nullable Object> T write(String doing, Transaction.Work<T> work) {
            try {
                return work.in(transaction);
            } catch (SQLException failed) {
                throw new JoinedFailure(failed);
            }
        }
    }

    /** Carries a failure to the owner of a shared transaction. */
    private static final class JoinedFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException failure;

        JoinedFailure(SQLException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    private record Row(GameRuntime runtime, @Nullable Instant heldUntil, long version) {
        boolean heldByOther(Operation operation, Instant now) {
            return runtime.operation() != null
                    && !runtime.operation().equals(operation.id())
                    && heldUntil != null
                    && now.isBefore(heldUntil);
        }
    }

    RuntimeTable(Database database, InstantSource clock) {
        this(database::write, database.dialect(), clock);
    }

    private RuntimeTable(Writes database, Dialect dialect, InstantSource clock) {
        this.database = database;
        this.dialect = dialect;
        this.clock = clock;
        this.create = dialect.of(CREATE);
        this.append = dialect.of(APPEND);
        this.lock = dialect.of(LOCK);
    }

    @Override
    public <T> T together(Function<RuntimeStore, T> changes) {
        return database.write("change runtimes", tx -> {
            try {
                return changes.apply(new RuntimeTable(new Joined(tx), dialect, clock));
            } catch (JoinedFailure failed) {
                throw failed.failure;
            }
        });
    }

    @Override
    public Begun begin(Operation wanted, Meanwhile meanwhile, Duration hold) {
        return database.write("begin an operation", tx -> {
            // Locked before the log is read, so that a node that is just finishing the operation is waited for, and its
            // end seen.
            Row row = find(tx, wanted, lock);
            Operation known = asked(tx, wanted);
            if (known != null && known.end() != null) {
                return new Begun.Ended(known);
            }
            Operation operation = known == null ? wanted : known;
            Instant now = clock.instant();
            if (row != null && row.heldByOther(operation, now)) {
                return new Begun.Busy(row.runtime());
            }
            GameRuntime shown = meanwhile.of(row == null ? null : row.runtime());
            if (shown == null) {
                return new Begun.Absent();
            }
            if (!hold(tx, operation, row, shown, now.plus(hold))) {
                Row winner = find(tx, operation, FIND);
                if (winner == null) {
                    throw new SQLTransactionRollbackException("the runtime was removed meanwhile", LOST);
                }
                return new Begun.Busy(winner.runtime());
            }
            if (known == null && append(tx, operation) == 0) {
                throw new SQLTransactionRollbackException("the same request began and ended meanwhile", LOST);
            }
            return new Begun.Held(operation, row == null ? null : row.runtime(), known != null);
        });
    }

    private boolean hold(Transaction tx, Operation operation, @Nullable Row row, GameRuntime shown, Instant until)
            throws SQLException {
        Binding change = RuntimeRows.bind(tx.prepared(row == null ? create : HOLD), shown)
                .text("operation", operation.id())
                .time("heldUntil", until)
                .text("tenant", operation.tenant())
                .text("game", operation.gameId());
        return (row == null ? change.time("createdAt", shown.createdAt()) : change.number("version", row.version()))
                        .update()
                == 1;
    }

    @Override
    public boolean finish(Operation ended, GameRuntime after) {
        return database.write("finish an operation", tx -> {
            int held = RuntimeRows.bind(tx.prepared(RELEASE), after)
                    .text("tenant", ended.tenant())
                    .text("game", ended.gameId())
                    .text("operation", ended.id())
                    .update();
            if (held == 0) {
                return false;
            }
            end(tx, ended);
            return true;
        });
    }

    @Override
    public Operation conclude(Operation ended) {
        return database.write("conclude an operation", tx -> {
            var _ = append(tx, ended);
            Operation present = asked(tx, ended);
            Operation standing = present == null ? ended : present;
            if (standing.end() == null) {
                end(
                        tx,
                        new Operation(
                                standing.id(),
                                standing.tenant(),
                                standing.gameId(),
                                standing.kind(),
                                standing.source(),
                                standing.sourceRef(),
                                standing.imageRef(),
                                standing.reason(),
                                ended.end(),
                                standing.startedAt(),
                                ended.endedAt(),
                                standing.publication()));
            }
            return tx.prepared(BY_ID)
                    .text("id", standing.id())
                    .first(RuntimeRows::operation)
                    .orElse(ended);
        });
    }

    @Override
    public void published(Collection<String> operations) {
        if (operations.isEmpty()) {
            return;
        }
        database.write("mark operations as published", tx -> {
            int changed = 0;
            for (String id : operations) {
                changed += tx.prepared(PUBLISHED).text("id", id).update();
            }
            return changed;
        });
    }

    /** Returns 0 when the request has an operation already. */
    private int append(Transaction tx, Operation operation) throws SQLException {
        return RuntimeRows.bindEnd(tx.prepared(append), operation)
                .text("id", operation.id())
                .text("tenant", operation.tenant())
                .text("game", operation.gameId())
                .text("kind", operation.kind().code())
                .text("source", operation.source())
                .text("sourceRef", operation.sourceRef())
                .text("image", operation.imageRef())
                .text("reason", operation.reason())
                .time("startedAt", operation.startedAt())
                .text("publication", operation.publication().code())
                .update();
    }

    private static void end(Transaction tx, Operation ended) throws SQLException {
        RuntimeRows.bindEnd(tx.prepared(END), ended).text("id", ended.id()).update();
    }

    /** The operation of a request; without a reference to its source, by the id of the operation. */
    private static @Nullable Operation asked(Transaction tx, Operation like) throws SQLException {
        Binding query = like.sourceRef() == null
                ? tx.prepared(BY_ID).text("id", like.id())
                : tx.prepared(BY_SOURCE)
                        .text("tenant", like.tenant())
                        .text("source", like.source())
                        .text("sourceRef", like.sourceRef());
        return query.first(RuntimeRows::operation).orElse(null);
    }

    private static @Nullable Row find(Transaction tx, Operation operation, Sql sql) throws SQLException {
        return tx.prepared(sql)
                .text("tenant", operation.tenant())
                .text("game", operation.gameId())
                .first(row -> new Row(
                        RuntimeRows.runtime(row), Columns.timeOrNull(row, "held_until"), row.getLong("version")))
                .orElse(null);
    }
}
