package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.ConcurrencyKey;
import dev.tidings.core.store.CompleteStore;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.LateSends;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends leases: one guarded update writes the transition and the attempt's evidence. */
final class SqliteCompleteStore implements CompleteStore {
    static final Sql TRIED = Sql.of("""
        UPDATE deliveries
        SET status = :status, reason = :reason, due_at = :dueAt, finished_at = :finishedAt,
            sent_late_at = :sentLateAt, attempts_used = attempts_used + :counted, lease_token = NULL,
            lease_node = NULL, attempt_ended_at = :endedAt, attempt_result = :result, attempt_code = :code,
            attempt_message = :message, provider_status = :providerStatus,
            provider_message_id = :providerMessageId, request = :request, response = :response
        WHERE id = :id AND status = 'sending' AND lease_token = :token AND (reason IS NULL OR :dueAt IS NULL)
        """);

    // The attempt number becomes free again; the attempt before it, if any, is a row of attempts.
    private static final Sql UNTRIED = Sql.of("""
        UPDATE deliveries
        SET status = :status, reason = :reason, due_at = :dueAt, finished_at = :finishedAt,
            sent_late_at = :sentLateAt, attempts_used = attempts_used + :counted, lease_token = NULL,
            lease_node = NULL, attempt_number = attempt_number - 1, attempt_started_at = NULL
        WHERE id = :id AND status = 'sending' AND lease_token = :token AND (reason IS NULL OR :dueAt IS NULL)
        """);

    // The claim that took over the lease stored the attempt as unknown.
    private static final Sql LATE = Sql.of("""
        UPDATE attempts
        SET late = 1, ended_at = :endedAt, result = :result, code = :code, message = :message,
            provider_status = :providerStatus, provider_message_id = :providerMessageId, request = :request,
            response = :response
        WHERE delivery_seq = (SELECT seq FROM deliveries WHERE id = :id)
            AND number = :number AND result = 'unknown' AND late = 0
        """);

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
                .text("status", one.to().code())
                .text("reason", one.reason())
                .timeAfter("dueAt", now, one.delay())
                .time("finishedAt", one.to().terminal() ? now : null)
                .time("sentLateAt", LateSends.at(one, now))
                .number("counted", one.counted() ? 1 : 0);
        if (attempt != null) {
            evidence(update, attempt);
        }
        return update.id("id", one.id()).text("token", one.token().value()).update() == 1;
    }

    /** Removes a finished delivery from its queue, and returns its permit. */
    private static CompletionResult left(Transaction tx, Completion one, Instant now) throws SQLException {
        boolean next = one.position() != null && one.leavesQueue() && SqliteQueues.leave(tx, one.position(), now);
        ConcurrencyKey key = one.concurrency();
        boolean permitted = key != null
                && !SqliteConcurrencyRows.PERMITS
                        .complete(tx, Map.of(one.id(), key), now)
                        .isEmpty();
        return next || permitted ? CompletionResult.UNBLOCKED : CompletionResult.APPLIED;
    }

    private static void recordLate(Transaction tx, Completion one, Attempt attempt) throws SQLException {
        evidence(tx.prepared(LATE), attempt)
                .id("id", one.id())
                .number("number", attempt.number())
                .update();
    }

    private static Binding evidence(Binding update, Attempt attempt) throws SQLException {
        return update.time("endedAt", attempt.endedAt())
                .text("result", code(attempt.result()))
                .text("code", attempt.code())
                .text("message", attempt.message())
                .number("providerStatus", attempt.evidence().providerStatus())
                .text("providerMessageId", attempt.evidence().providerMessageId())
                .text("request", attempt.evidence().request())
                .text("response", attempt.evidence().response());
    }

    private static @Nullable String code(@Nullable AttemptResult result) {
        return result == null ? null : result.code();
    }
}
