package dev.tidings.store.jdbc;

import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkRunStatus;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.core.bulk.LeasedBulkRun;
import dev.tidings.core.bulk.NewBulkRun;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.store.BulkRunStore;
import dev.tidings.core.store.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bulk runs. Each open run of a tenant has one of a few numbers, which are unique: so concurrent starts cannot exceed the
 * limit. An ended run has neither a number nor a subject nor a lease.
 */
public final class BulkRunTable implements BulkRunStore {
    public static final Sql NEWEST = Sql.of("""
        SELECT id, tenant, kind, request, requested_by, status, matched, done, passed_over, next_slice, started_at, ended_at,
            error
        FROM bulk_runs
        WHERE tenant = :tenant AND id < :below
        ORDER BY id DESC
        LIMIT :rows
        """);

    public static final Sql DUE = Sql.of("""
        SELECT id, lease_token, tries
        FROM bulk_runs
        WHERE lease_until <= :now
        ORDER BY lease_until
        LIMIT :rows
        """);

    private static final Sql FIND = Sql.of("""
        SELECT id, tenant, kind, request, requested_by, status, matched, done, passed_over, next_slice, started_at, ended_at,
            error
        FROM bulk_runs
        WHERE id = :id AND tenant = :tenant
        """);

    private static final Sql BY_ID = Sql.of("""
        SELECT id, tenant, kind, request, requested_by, status, matched, done, passed_over, next_slice, started_at, ended_at,
            error
        FROM bulk_runs
        WHERE id = :id
        """);

    private static final Sql OF_SUBJECT = Sql.of("""
        SELECT id FROM bulk_runs WHERE tenant = :tenant AND subject = :subject
        """);

    private static final DialectSql INSERT = DialectSql.of("""
        INSERT INTO bulk_runs (id, tenant, kind, request, requested_by, subject, status, matched, done, passed_over, tries,
            open_number, lease_token, lease_until, started_at)
        VALUES (:id, :tenant, :kind, :request, :requestedBy, :subject, 'running', :matched, 0, 0, 1, :number, :token, :until,
            :now)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO bulk_runs (id, tenant, kind, request, requested_by, subject, status, matched, done, passed_over,
            tries, open_number, lease_token, lease_until, started_at)
        VALUES (:id, :tenant, :kind, :request, :requestedBy, :subject, 'running', :matched, 0, 0, 1, :number, :token, :until,
            :now)
        """);

    private static final Sql CLAIM = Sql.of("""
        UPDATE bulk_runs
        SET lease_token = :token, lease_until = :until, tries = tries + 1
        WHERE id = :id AND lease_until <= :now
        """);

    private static final Sql ADVANCE = Sql.of("""
        UPDATE bulk_runs
        SET done = done + :done, passed_over = passed_over + :passedOver, next_slice = :next, lease_until = :until, tries = 0,
            error = NULL
        WHERE id = :id AND lease_token = :token
        """);

    private static final Sql END = Sql.of("""
        UPDATE bulk_runs
        SET status = :status, done = done + :done, passed_over = passed_over + :passedOver, error = :error, ended_at = :now,
            next_slice = NULL, subject = NULL, open_number = NULL, lease_token = NULL, lease_until = NULL
        WHERE id = :id AND lease_token = :token
        """);

    private static final Sql RELEASE = Sql.of("""
        UPDATE bulk_runs SET lease_token = NULL, lease_until = :until, error = :error WHERE id = :id AND lease_token = :token
        """);

    private static final Sql RELEASE_UNTRIED = Sql.of("""
        UPDATE bulk_runs
        SET lease_token = NULL, lease_until = :until, tries = CASE WHEN tries > 0 THEN tries - 1 ELSE 0 END
        WHERE id = :id AND lease_token = :token
        """);

    private static final Sql CANCEL = Sql.of("""
        UPDATE bulk_runs SET status = 'canceling' WHERE id = :id AND tenant = :tenant AND status = 'running'
        """);

    private static final Keyset<BulkRun> LISTING = Keyset.descending("bulk runs", BulkRunTable::read, BulkRun::id);

    private final Database database;
    private final OperationalEventTable events;
    private final InstantSource clock;
    private final Sql insert;

    public BulkRunTable(Database database, OperationalEventTable events, InstantSource clock) {
        this.database = database;
        this.events = events;
        this.clock = clock;
        this.insert = database.dialect().of(INSERT);
    }

    @Override
    public Opening open(NewBulkRun run, Room room, LeaseToken token, Duration lease) {
        return database.write("start a bulk run", tx -> insert(tx, run, room, token, lease));
    }

    /** Opens a requested run in the transaction of a change that it has to complete. */
    public Opening insert(Transaction tx, NewBulkRun run, LeaseToken token, Duration lease) throws SQLException {
        return insert(tx, run, Room.REQUESTED, token, lease);
    }

    private Opening insert(Transaction tx, NewBulkRun run, Room room, LeaseToken token, Duration lease)
            throws SQLException {
        Instant now = clock.instant();
        int first = room == Room.REQUESTED ? 1 : OPEN_PER_TENANT + 1;
        int last = room == Room.REQUESTED ? OPEN_PER_TENANT : OPEN_PER_TENANT + OWN_PER_TENANT;
        for (int number = first; number <= last; number++) {
            int inserted = tx.prepared(insert)
                    .text("id", run.id())
                    .text("tenant", run.tenant())
                    .text("kind", run.kind())
                    .text("request", run.request())
                    .text("requestedBy", run.requestedBy())
                    .text("subject", run.subject())
                    .number("matched", run.matched())
                    .number("number", number)
                    .text("token", token.value())
                    .time("until", now.plus(lease))
                    .time("now", now)
                    .update();
            if (inserted == 1) {
                record(
                        tx,
                        run.tenant(),
                        run.id(),
                        "started",
                        run.kind() + " started by " + who(run.requestedBy()),
                        now);
                return new Opening.Opened(new LeasedBulkRun(require(tx, run.id()), token));
            }
            Optional<String> existing = ofSubject(tx, run);
            if (existing.isPresent()) {
                return new Opening.Taken(existing.get());
            }
        }
        return new Opening.TooMany();
    }

    private static Optional<String> ofSubject(Transaction tx, NewBulkRun run) throws SQLException {
        return run.subject() == null
                ? Optional.empty()
                : tx.prepared(OF_SUBJECT)
                        .text("tenant", run.tenant())
                        .text("subject", run.subject())
                        .first(row -> row.getString("id"));
    }

    @Override
    public Optional<BulkRun> find(String tenant, String id) {
        return database.read("read a bulk run", tx -> find(tx, tenant, id));
    }

    @Override
    public Page<BulkRun> list(String tenant, @Nullable String cursor, int limit) {
        return LISTING.page(database, NEWEST, tenant, cursor, limit);
    }

    /** An open run that no node holds. */
    private record Due(String id, @Nullable String lastToken, int tries) {}

    @Override
    public List<LeasedBulkRun> claim(int limit, Duration lease, Supplier<LeaseToken> tokens) {
        return database.write("claim bulk runs", tx -> {
            Instant now = clock.instant();
            List<Due> due = tx.prepared(DUE)
                    .time("now", now)
                    .number("rows", limit)
                    .list(row ->
                            new Due(row.getString("id"), Columns.textOrNull(row, "lease_token"), row.getInt("tries")));
            List<LeasedBulkRun> claimed = new ArrayList<>();
            for (Due one : due) {
                LeaseToken token = tokens.get();
                int changed = tx.prepared(CLAIM)
                        .text("token", token.value())
                        .time("until", now.plus(lease))
                        .text("id", one.id())
                        .time("now", now)
                        .update();
                if (changed == 1) {
                    LeasedBulkRun leased = new LeasedBulkRun(require(tx, one.id()), token);
                    if (one.tries() < MOST_TRIES) {
                        claimed.add(leased);
                    } else {
                        end(tx, leased, null, BulkRunStatus.FAILED, gaveUp(leased.run(), one));
                    }
                }
            }
            return claimed;
        });
    }

    private static String gaveUp(BulkRun run, Due due) {
        String last = run.error() != null
                ? run.error()
                : due.lastToken() == null ? "unknown" : "the node stopped or was too slow";
        return "no progress in " + MOST_TRIES + " tries; last error: " + last;
    }

    @Override
    public Optional<BulkRun> advance(LeasedBulkRun held, BulkSlice slice, Duration lease) {
        return database.write("store the progress of a bulk run", tx -> {
            int changed = tx.prepared(ADVANCE)
                    .number("done", slice.done())
                    .number("passedOver", slice.passedOver())
                    .text("next", slice.next())
                    .time("until", clock.instant().plus(lease))
                    .text("id", held.run().id())
                    .text("token", held.token().value())
                    .update();
            return changed == 1 ? Optional.of(require(tx, held.run().id())) : Optional.empty();
        });
    }

    @Override
    public boolean end(LeasedBulkRun held, @Nullable BulkSlice slice, BulkRunStatus status, @Nullable String error) {
        return database.write("end a bulk run", tx -> end(tx, held, slice, status, error));
    }

    private boolean end(
            Transaction tx, LeasedBulkRun held, @Nullable BulkSlice slice, BulkRunStatus status, @Nullable String error)
            throws SQLException {
        Instant now = clock.instant();
        int changed = tx.prepared(END)
                .text("status", status.code())
                .number("done", slice == null ? 0 : slice.done())
                .number("passedOver", slice == null ? 0 : slice.passedOver())
                .text("error", error)
                .time("now", now)
                .text("id", held.run().id())
                .text("token", held.token().value())
                .update();
        if (changed == 1) {
            BulkRun ended = require(tx, held.run().id());
            record(
                    tx,
                    ended.tenant(),
                    ended.id(),
                    status.code(),
                    ended.kind() + " by " + who(ended.requestedBy()) + " " + status.code() + ": " + ended.done()
                            + " done, " + ended.passedOver() + " passed over"
                            + (error == null ? "" : "; " + error),
                    now);
        }
        return changed == 1;
    }

    @Override
    public void release(LeasedBulkRun held, @Nullable String error, Duration delay) {
        database.write("release a bulk run", tx -> {
            Binding release = tx.prepared(error == null ? RELEASE_UNTRIED : RELEASE)
                    .time("until", clock.instant().plus(delay))
                    .text("id", held.run().id())
                    .text("token", held.token().value());
            return (error == null ? release : release.text("error", error)).update();
        });
    }

    @Override
    public Optional<BulkRun> cancel(String tenant, String id, @Nullable String by) {
        return database.write("cancel a bulk run", tx -> {
            int changed =
                    tx.prepared(CANCEL).text("id", id).text("tenant", tenant).update();
            Optional<BulkRun> run = find(tx, tenant, id);
            if (changed == 1 && run.isPresent()) {
                String what = run.get().kind() + " canceled by " + who(by);
                record(tx, tenant, id, BulkRunStatus.CANCELING.code(), what, clock.instant());
            }
            return run;
        });
    }

    private void record(Transaction tx, String tenant, String id, String what, String message, Instant now)
            throws SQLException {
        events.insert(tx, tenant, "bulk_run." + what, id, message, now);
    }

    private static String who(@Nullable String key) {
        return key == null ? "a caller without a key" : key;
    }

    private static Optional<BulkRun> find(Transaction tx, String tenant, String id) throws SQLException {
        return tx.prepared(FIND).text("id", id).text("tenant", tenant).first(BulkRunTable::read);
    }

    private static BulkRun require(Transaction tx, String id) throws SQLException {
        return Objects.requireNonNull(tx.prepared(BY_ID).text("id", id).one(BulkRunTable::read));
    }

    private static BulkRun read(ResultSet row) throws SQLException {
        return new BulkRun(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("kind"),
                row.getString("request"),
                Columns.textOrNull(row, "requested_by"),
                BulkRunStatus.of(row.getString("status")),
                Columns.intOrNull(row, "matched"),
                row.getLong("done"),
                row.getLong("passed_over"),
                Columns.textOrNull(row, "next_slice"),
                Columns.time(row, "started_at"),
                Columns.timeOrNull(row, "ended_at"),
                Columns.textOrNull(row, "error"));
    }
}
