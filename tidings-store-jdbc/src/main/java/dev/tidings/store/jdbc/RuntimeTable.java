package dev.tidings.store.jdbc;

import dev.tidings.core.job.GameRuntime;
import dev.tidings.core.job.Operation;
import dev.tidings.core.store.RuntimeStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Changes runtimes with their operations. A version that every write raises decides among nodes who read the same. */
public final class RuntimeTable implements RuntimeStore {
    private static final String KEY = " WHERE tenant = ? AND game_id = ?";
    private static final String FIND = RuntimeRows.RUNTIME + KEY;
    private static final String ASKED = RuntimeRows.OPERATION + " WHERE tenant = ? AND source = ? AND source_ref = ?";
    private static final String BY_ID = RuntimeRows.OPERATION + " WHERE id = ?";
    private static final String CREATE =
            "INSERT INTO runtimes (tenant, game_id, image_ref, container_id, engine_endpoint, status, driver, node,"
                    + " exit_code, restarts, started_at, ended_at, changed_at, created_at, operation_id, held_until,"
                    + " version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)";
    private static final String CHANGE = "UPDATE runtimes SET image_ref = ?, container_id = ?, engine_endpoint = ?,"
            + " status = ?, driver = ?, node = ?, exit_code = ?, restarts = ?, started_at = ?, ended_at = ?,"
            + " changed_at = ?, operation_id = ?, held_until = ?, version = version + 1" + KEY;
    private static final String HOLD = CHANGE + " AND version = ?";
    private static final String LET_GO = CHANGE + " AND operation_id = ?";
    private static final String APPEND =
            "INSERT INTO runtime_operations (id, tenant, game_id, kind, source, source_ref, image_ref, reason,"
                    + " started_at, publication, outcome, code, message, container_id, engine_endpoint, ended_at) VALUES"
                    + " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String END =
            "UPDATE runtime_operations SET outcome = ?, code = ?, message = ?, container_id = ?,"
                    + " engine_endpoint = ?, ended_at = ? WHERE id = ? AND outcome IS NULL";
    private static final String PUBLISHED = "UPDATE runtime_operations SET publication = 'done' WHERE id = ?";

    /** The SQL state of a transaction that lost to another and is tried again. */
    private static final String LOST = "40001";

    private final Database database;
    private final InstantSource clock;
    private final String create;
    private final String append;
    private final String lock;

    private record Row(GameRuntime runtime, @Nullable Instant heldUntil, long version) {
        boolean heldByOther(Operation operation, Instant now) {
            return runtime.operation() != null
                    && !runtime.operation().equals(operation.id())
                    && heldUntil != null
                    && now.isBefore(heldUntil);
        }
    }

    public RuntimeTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.create = database.dialect().insertOrIgnore(CREATE);
        this.append = database.dialect().insertOrIgnore(APPEND);
        this.lock = database.dialect().locking(FIND);
    }

    @Override
    public Begun begin(Operation wanted, Meanwhile meanwhile, Duration hold) {
        return database.write("begin an operation", tx -> {
            // Locked before the log is read: who finishes the operation meanwhile is waited for, and seen.
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
                    throw new SQLTransactionRollbackException("the runtime was forgotten since the look", LOST);
                }
                return new Begun.Busy(winner.runtime());
            }
            if (known == null && append(tx, operation) == 0) {
                throw new SQLTransactionRollbackException(
                        "the same request began, held the runtime and let go of it since the look", LOST);
            }
            return new Begun.Held(operation, row == null ? null : row.runtime(), known != null);
        });
    }

    private boolean hold(Transaction tx, Operation operation, @Nullable Row row, GameRuntime shown, Instant until)
            throws SQLException {
        if (row == null) {
            return RuntimeRows.changing(
                                    tx.prepared(create).text(operation.tenant()).text(operation.gameId()), shown)
                            .time(shown.createdAt())
                            .text(operation.id())
                            .time(until)
                            .update()
                    == 1;
        }
        return RuntimeRows.changing(tx.prepared(HOLD), shown)
                        .text(operation.id())
                        .time(until)
                        .text(operation.tenant())
                        .text(operation.gameId())
                        .number(row.version())
                        .update()
                == 1;
    }

    @Override
    public boolean finish(Operation ended, GameRuntime after) {
        return database.write("finish an operation", tx -> {
            int held = RuntimeRows.changing(tx.prepared(LET_GO), after)
                    .text(null)
                    .time(null)
                    .text(ended.tenant())
                    .text(ended.gameId())
                    .text(ended.id())
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
            return one(tx.prepared(BY_ID).text(standing.id()), ended);
        });
    }

    @Override
    public void published(Collection<String> operations) {
        if (operations.isEmpty()) {
            return;
        }
        database.write("note what was published", tx -> {
            int changed = 0;
            for (String id : operations) {
                changed += tx.prepared(PUBLISHED).text(id).update();
            }
            return changed;
        });
    }

    /** Returns 0 when what asked has an operation already. */
    private int append(Transaction tx, Operation operation) throws SQLException {
        return RuntimeRows.ending(
                        tx.prepared(append)
                                .text(operation.id())
                                .text(operation.tenant())
                                .text(operation.gameId())
                                .text(operation.kind().code())
                                .text(operation.source())
                                .text(operation.sourceRef())
                                .text(operation.imageRef())
                                .text(operation.reason())
                                .time(operation.startedAt())
                                .text(operation.publication().code()),
                        operation)
                .update();
    }

    private static void end(Transaction tx, Operation ended) throws SQLException {
        RuntimeRows.ending(tx.prepared(END), ended).text(ended.id()).update();
    }

    /** The operation of what asked; of one without a name, by its id. */
    private static @Nullable Operation asked(Transaction tx, Operation like) throws SQLException {
        Binding query = like.sourceRef() == null
                ? tx.prepared(BY_ID).text(like.id())
                : tx.prepared(ASKED).text(like.tenant()).text(like.source()).text(like.sourceRef());
        try (ResultSet row = query.query()) {
            return row.next() ? RuntimeRows.operation(row) : null;
        }
    }

    private static Operation one(Binding query, Operation otherwise) throws SQLException {
        try (ResultSet row = query.query()) {
            return row.next() ? RuntimeRows.operation(row) : otherwise;
        }
    }

    private static @Nullable Row find(Transaction tx, Operation operation, String sql) throws SQLException {
        try (ResultSet row = tx.prepared(sql)
                .text(operation.tenant())
                .text(operation.gameId())
                .query()) {
            return row.next()
                    ? new Row(RuntimeRows.runtime(row), Columns.timeOrNull(row, "held_until"), row.getLong("version"))
                    : null;
        }
    }
}
