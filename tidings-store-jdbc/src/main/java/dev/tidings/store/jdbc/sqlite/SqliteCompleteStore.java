package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.store.CompleteStore;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.SentLate;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends leases: one guarded update carries the transition and the attempt's evidence. */
final class SqliteCompleteStore implements CompleteStore {
    private static final String GUARD = " WHERE id = ? AND status = 'sending' AND lease_token = ?";
    private static final String TRANSITION = "UPDATE deliveries SET status = ?, reason = ?, due_at = ?, finished_at ="
            + " ?, sent_late_at = ?, attempts_used = attempts_used + ?, lease_token = NULL, lease_node = NULL,";
    static final String TRIED = TRANSITION
            + " attempt_ended_at = ?, attempt_result = ?, attempt_code = ?, attempt_message = ?, provider_status = ?,"
            + " provider_message_id = ?, request = ?, response = ?"
            + GUARD;
    // The number is free again; the attempt before it, if any, stands in attempts.
    private static final String UNTRIED =
            TRANSITION + " attempt_number = attempt_number - 1, attempt_started_at = NULL" + GUARD;
    // Who took the lease over left the attempt behind as unknown.
    private static final String LATE = "UPDATE attempts SET late = 1, ended_at = ?, result = ?, code = ?, message = ?,"
            + " provider_status = ?, provider_message_id = ?, request = ?, response = ?"
            + " WHERE delivery_seq = (SELECT seq FROM deliveries WHERE id = ?) AND number = ? AND result = 'unknown'"
            + " AND late = 0";

    private final Database database;
    private final InstantSource clock;

    SqliteCompleteStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<CompletionResult> complete(List<Completion> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        return database.write("complete deliveries", tx -> {
            Instant now = clock.instant();
            List<CompletionResult> results = new ArrayList<>(batch.size());
            for (Completion one : batch) {
                boolean applied = apply(tx, one, now);
                if (!applied && one.attempt() != null) {
                    recordLate(tx, one, one.attempt());
                }
                results.add(applied ? left(tx, one, now) : CompletionResult.LATE);
            }
            return results;
        });
    }

    private static boolean apply(Transaction tx, Completion one, Instant now) throws SQLException {
        Attempt attempt = one.attempt();
        Binding update = tx.prepared(attempt == null ? UNTRIED : TRIED)
                .text(one.to().code())
                .text(one.reason())
                .timeAfter(now, one.delay())
                .time(one.to().terminal() ? now : null)
                .time(SentLate.at(one, now))
                .number(one.counted() ? 1 : 0);
        if (attempt != null) {
            evidence(update, attempt);
        }
        return update.text(one.id().value()).text(one.token().value()).update() == 1;
    }

    /** What has ended leaves its queue. */
    private static CompletionResult left(Transaction tx, Completion one, Instant now) throws SQLException {
        return one.place() != null && one.to().terminal() && SqliteQueues.leave(tx, one.place(), now)
                ? CompletionResult.UNBLOCKED
                : CompletionResult.APPLIED;
    }

    private static void recordLate(Transaction tx, Completion one, Attempt attempt) throws SQLException {
        evidence(tx.prepared(LATE), attempt)
                .text(one.id().value())
                .number(attempt.number())
                .update();
    }

    private static Binding evidence(Binding update, Attempt attempt) throws SQLException {
        return update.time(attempt.endedAt())
                .text(code(attempt.result()))
                .text(attempt.code())
                .text(attempt.message())
                .number(attempt.evidence().providerStatus())
                .text(attempt.evidence().providerMessageId())
                .text(attempt.evidence().request())
                .text(attempt.evidence().response());
    }

    private static @Nullable String code(@Nullable AttemptResult result) {
        return result == null ? null : result.code();
    }
}
