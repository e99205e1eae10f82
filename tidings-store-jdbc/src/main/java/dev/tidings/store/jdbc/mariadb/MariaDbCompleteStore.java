package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.ConcurrencyKey;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.CompleteStore;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.LateSends;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.KeyedQueues;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Ends leases: rows are locked and their leases compared, then a batch writes transitions and evidence. */
final class MariaDbCompleteStore implements CompleteStore {
    static final Sql TRIED = Sql.of("""
        UPDATE deliveries
        SET status = :status, not_sent = :notSent, reason = :reason, due_at = :dueAt, finished_at = :finishedAt,
            sent_late_at = :sentLateAt, attempts_used = attempts_used + :counted, lease_token = NULL,
            lease_node = NULL, attempt_ended_at = :endedAt, attempt_result = :result, attempt_code = :code,
            attempt_message = :message, provider_status = :providerStatus,
            provider_message_id = :providerMessageId, request = :request, response = :response
        WHERE id = :id
        """);

    // The attempt number becomes free again; the attempt before it, if any, is a row of attempts.
    private static final Sql UNTRIED = Sql.of("""
        UPDATE deliveries
        SET status = :status, not_sent = :notSent, reason = :reason, due_at = :dueAt, finished_at = :finishedAt,
            sent_late_at = :sentLateAt, attempts_used = attempts_used + :counted, lease_token = NULL,
            lease_node = NULL, attempt_number = attempt_number - 1, attempt_started_at = NULL
        WHERE id = :id
        """);

    // The claim that took over the lease stored the attempt as unknown.
    private static final Sql LATE = Sql.of("""
        UPDATE attempts
        SET late = true, ended_at = :endedAt, result = :result, code = :code, message = :message,
            provider_status = :providerStatus, provider_message_id = :providerMessageId, request = :request,
            response = :response
        WHERE delivery_id = :id AND number = :number AND result = 'unknown' AND late = false
        """);

    private static final Comparator<Completion> BY_ID = Comparator.comparing(Completion::id);

    private final Database database;
    private final InstantSource clock;
    private final KeyedQueues queues;

    MariaDbCompleteStore(Database database, InstantSource clock, KeyedQueues queues) {
        this.database = database;
        this.clock = clock;
        this.queues = queues;
    }

    @Override
    public List<CompletionResult> complete(List<Completion> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        return database.write("complete deliveries", tx -> complete(tx, batch));
    }

    private List<CompletionResult> complete(Transaction tx, List<Completion> batch) throws SQLException {
        Instant now = clock.instant();
        queues.beginEnding(
                tx,
                batch.stream()
                        .filter(Completion::leavesQueue)
                        .map(Completion::position)
                        .filter(Objects::nonNull)
                        .toList());
        queues.permits()
                .lock(
                        tx,
                        batch.stream()
                                .map(Completion::concurrency)
                                .filter(Objects::nonNull)
                                .toList());
        Map<DeliveryId, MariaDbLeases.Held> held =
                MariaDbLeases.lock(tx, batch.stream().map(Completion::id).toList());
        List<CompletionResult> results = new ArrayList<>(batch.size());
        List<Completion> tried = new ArrayList<>(batch.size());
        List<Completion> untried = new ArrayList<>();
        List<Completion> late = new ArrayList<>();
        for (Completion one : batch) {
            // A lease ends once: a second completion of it in the same batch is late.
            boolean applies = applies(held.get(one.id()), one);
            if (applies) {
                held.remove(one.id());
            }
            if (applies) {
                (one.attempt() == null ? untried : tried).add(one);
            } else if (one.attempt() != null) {
                late.add(one);
            }
            results.add(applies ? CompletionResult.APPLIED : CompletionResult.LATE);
        }
        MariaDbBatch.run(
                tx,
                TRIED,
                sorted(tried),
                (row, one) -> evidence(transition(row, one, now), attempt(one)).id("id", one.id()));
        MariaDbBatch.run(
                tx,
                UNTRIED,
                sorted(untried),
                (row, one) -> transition(row, one, now).id("id", one.id()));
        MariaDbBatch.run(
                tx,
                LATE,
                sorted(late),
                (row, one) -> evidence(row, attempt(one))
                        .id("id", one.id())
                        .number("number", attempt(one).number()));
        List<Completion> ended = Stream.concat(tried.stream(), untried.stream())
                .filter(Completion::leavesQueue)
                .toList();
        Set<String> unblocked = queues.leave(
                tx,
                ended.stream()
                        .map(one -> Objects.requireNonNull(one.position()))
                        .toList(),
                now);
        Map<DeliveryId, ConcurrencyKey> returning = new HashMap<>();
        Stream.concat(tried.stream(), untried.stream())
                .filter(one -> one.concurrency() != null)
                .forEach(one -> returning.put(one.id(), Objects.requireNonNull(one.concurrency())));
        Set<ConcurrencyKey> permitted = queues.permits().complete(tx, returning, now);
        for (int i = 0; i < results.size(); i++) {
            QueuePosition position = batch.get(i).position();
            ConcurrencyKey key = batch.get(i).concurrency();
            boolean unblocks = (position != null && unblocked.contains(position.queue()))
                    || (key != null && permitted.contains(key));
            if (results.get(i) == CompletionResult.APPLIED && unblocks) {
                results.set(i, CompletionResult.UNBLOCKED);
            }
        }
        return results;
    }

    private static boolean applies(MariaDbLeases.@Nullable Held held, Completion one) {
        return held != null && held.token().equals(one.token()) && (one.to().terminal() || !held.superseded());
    }

    private static List<Completion> sorted(List<Completion> completions) {
        return completions.stream().sorted(BY_ID).toList();
    }

    private static Binding transition(Binding row, Completion one, Instant now) throws SQLException {
        boolean notSent = one.to().terminal() && one.to() != DeliveryStatus.SENT;
        return row.text("status", one.to().code())
                .number("notSent", notSent ? Integer.valueOf(1) : null)
                .text("reason", one.reason())
                .timeAfter("dueAt", now, one.delay())
                .time("finishedAt", one.to().terminal() ? now : null)
                .time("sentLateAt", LateSends.at(one, now))
                .number("counted", one.counted() ? 1 : 0);
    }

    private static Binding evidence(Binding row, Attempt attempt) throws SQLException {
        return row.time("endedAt", attempt.endedAt())
                .text("result", code(attempt.result()))
                .text("code", attempt.code())
                .text("message", attempt.message())
                .number("providerStatus", attempt.evidence().providerStatus())
                .text("providerMessageId", attempt.evidence().providerMessageId())
                .text("request", attempt.evidence().request())
                .text("response", attempt.evidence().response());
    }

    private static Attempt attempt(Completion one) {
        return Objects.requireNonNull(one.attempt(), "the attempt of a tried delivery");
    }

    private static @Nullable String code(@Nullable AttemptResult result) {
        return result == null ? null : result.code();
    }
}
