package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.ConcurrencyKey;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.CompleteStore;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.LateSends;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.KeyedQueues;
import dev.tidings.store.jdbc.postgres.PartitionedStatement.Reach;
import dev.tidings.store.jdbc.postgres.Partitions.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Ends leases: one guarded statement writes the transitions and evidence of a batch. */
final class PostgresCompleteStore implements CompleteStore {
    static final PartitionedStatement TRIED = new PartitionedStatement(Table.DELIVERIES, """
        UPDATE %table% d
        SET status = u.status, not_sent = u.not_sent, reason = u.reason, due_at = u.due_at,
            finished_at = u.finished_at, sent_late_at = u.sent_late_at,
            attempts_used = d.attempts_used + u.counted, lease_token = NULL, lease_node = NULL,
            attempt_ended_at = u.ended_at, attempt_result = u.result, attempt_code = u.code,
            attempt_message = u.message, provider_status = u.provider_status,
            provider_message_id = u.provider_message_id, request = u.request, response = u.response
        FROM (
            SELECT *
            FROM unnest(
                :ids::bytea[], :tokens::text[], :statuses::text[], :notSent::bool[], :reasons::text[], :dueAt::int8[],
                :finishedAt::int8[], :sentLateAt::int8[], :counted::int4[],
                :endedAt::int8[], :results::text[], :codes::text[], :messages::text[], :providerStatuses::int4[],
                :providerMessageIds::text[], :requests::text[], :responses::text[])
            LIMIT :rows
        ) AS u (id, token, status, not_sent, reason, due_at, finished_at, sent_late_at, counted, ended_at, result, code, message,
            provider_status, provider_message_id, request, response)
        WHERE d.id = u.id AND d.status = 'sending' AND d.lease_token = u.token AND (d.reason IS NULL OR u.due_at IS NULL)
        RETURNING d.id
        """);

    // The attempt number becomes free again; the attempt before it, if any, is a row of attempts.
    static final PartitionedStatement UNTRIED = new PartitionedStatement(Table.DELIVERIES, """
        UPDATE %table% d
        SET status = u.status, not_sent = u.not_sent, reason = u.reason, due_at = u.due_at,
            finished_at = u.finished_at, sent_late_at = u.sent_late_at,
            attempts_used = d.attempts_used + u.counted, lease_token = NULL, lease_node = NULL,
            attempt_number = d.attempt_number - 1, attempt_started_at = NULL
        FROM (
            SELECT *
            FROM unnest(
                :ids::bytea[], :tokens::text[], :statuses::text[], :notSent::bool[], :reasons::text[], :dueAt::int8[],
                :finishedAt::int8[], :sentLateAt::int8[], :counted::int4[])
            LIMIT :rows
        ) AS u (id, token, status, not_sent, reason, due_at, finished_at, sent_late_at, counted)
        WHERE d.id = u.id AND d.status = 'sending' AND d.lease_token = u.token AND (d.reason IS NULL OR u.due_at IS NULL)
        RETURNING d.id
        """);

    // The claim that took over the lease stored the attempt as unknown.
    static final PartitionedStatement LATE = new PartitionedStatement(Table.ATTEMPTS, """
        UPDATE %table% a
        SET late = true, ended_at = u.ended_at, result = u.result, code = u.code, message = u.message,
            provider_status = u.provider_status, provider_message_id = u.provider_message_id, request = u.request,
            response = u.response
        FROM (
            SELECT *
            FROM unnest(
                :ids::bytea[], :numbers::int4[],
                :endedAt::int8[], :results::text[], :codes::text[], :messages::text[], :providerStatuses::int4[],
                :providerMessageIds::text[], :requests::text[], :responses::text[])
            LIMIT :rows
        ) AS u (id, number, ended_at, result, code, message,
            provider_status, provider_message_id, request, response)
        WHERE a.delivery_id = u.id AND a.number = u.number AND a.result = 'unknown' AND NOT a.late
        """);

    private final Database database;
    private final InstantSource clock;
    private final KeyedQueues queues;

    PostgresCompleteStore(Database database, InstantSource clock, KeyedQueues queues) {
        this.database = database;
        this.clock = clock;
        this.queues = queues;
    }

    @Override
    public List<CompletionResult> complete(List<Completion> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        return plain(batch)
                ? inOneStatement(batch)
                : PartitionedStatement.reaching(reach -> inTransaction(batch, reach));
    }

    /** Whether a single statement updates all these deliveries, which are of one partition and hold up no others. */
    private static boolean plain(List<Completion> batch) {
        LocalDate day = Partitions.day(batch.getFirst().id());
        return batch.stream()
                .allMatch(one -> one.attempt() != null
                        && one.position() == null
                        && one.concurrency() == null
                        && Partitions.day(one.id()).equals(day));
    }

    private List<CompletionResult> inOneStatement(List<Completion> batch) {
        Set<DeliveryId> applied = PartitionedStatement.reaching(reach ->
                database.writeStatement("complete deliveries", tx -> tried(tx, batch, reach, clock.instant())));
        List<Completion> late = new ArrayList<>();
        List<CompletionResult> results = results(batch, applied, one -> false, late);
        if (!late.isEmpty()) {
            var _ = PartitionedStatement.reaching(reach -> database.write("record late attempts", tx -> {
                recordLate(tx, late, reach);
                return late.size();
            }));
        }
        return results;
    }

    private List<CompletionResult> inTransaction(List<Completion> batch, Reach reach) {
        List<Completion> tried =
                batch.stream().filter(one -> one.attempt() != null).toList();
        List<Completion> untried =
                batch.stream().filter(one -> one.attempt() == null).toList();
        return database.write("complete deliveries", tx -> {
            Instant now = clock.instant();
            queues.beginEnding(
                    tx,
                    ending(batch).stream()
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
            Set<DeliveryId> applied = tried(tx, tried, reach, now);
            for (var part : UNTRIED.over(untried, Completion::id, reach)) {
                apply(transition(new Unnest<>(tx.prepared(part.sql()), part.rows()), now), applied);
            }
            List<Completion> late = new ArrayList<>();
            Set<String> unblocked = queues.leave(
                    tx,
                    ending(batch).stream()
                            .filter(one -> applied.contains(one.id()))
                            .map(one -> Objects.requireNonNull(one.position()))
                            .toList(),
                    now);
            Set<ConcurrencyKey> permitted = queues.permits().complete(tx, returning(batch, applied), now);
            List<CompletionResult> results = results(
                    batch,
                    applied,
                    one -> (one.position() != null
                                    && unblocked.contains(one.position().queue()))
                            || (one.concurrency() != null && permitted.contains(one.concurrency())),
                    late);
            recordLate(tx, late, reach);
            return results;
        });
    }

    /** Ends leases after an attempt; returns the ids of the deliveries that had them. */
    private static Set<DeliveryId> tried(Transaction tx, List<Completion> batch, Reach reach, Instant now)
            throws SQLException {
        Set<DeliveryId> applied = HashSet.newHashSet(batch.size());
        for (var part : TRIED.over(batch, Completion::id, reach)) {
            apply(evidence(transition(new Unnest<>(tx.prepared(part.sql()), part.rows()), now)), applied);
        }
        return applied;
    }

    private static void recordLate(Transaction tx, List<Completion> late, Reach reach) throws SQLException {
        for (var part : LATE.over(late, Completion::id, reach)) {
            evidence(new Unnest<>(tx.prepared(part.sql()), part.rows())
                            .id("ids", Completion::id)
                            .number("numbers", Completion::attemptNumber))
                    .limit()
                    .update();
        }
    }

    /** The deliveries that leave a queue. */
    private static List<Completion> ending(List<Completion> batch) {
        return batch.stream().filter(Completion::leavesQueue).toList();
    }

    /** The deliveries that return the permit of a key. */
    private static Map<DeliveryId, ConcurrencyKey> returning(List<Completion> batch, Set<DeliveryId> applied) {
        Map<DeliveryId, ConcurrencyKey> returning = new HashMap<>();
        for (Completion one : batch) {
            if (one.concurrency() != null && applied.contains(one.id())) {
                returning.put(one.id(), one.concurrency());
            }
        }
        return returning;
    }

    private static void apply(Unnest<Completion> update, Set<DeliveryId> applied) throws SQLException {
        try (ResultSet row = update.limit().query()) {
            while (row.next()) {
                applied.add(Columns.delivery(row, "id"));
            }
        }
    }

    /** @param late receives completions that only record their attempt */
    private static List<CompletionResult> results(
            List<Completion> batch, Set<DeliveryId> applied, Predicate<Completion> unblocks, List<Completion> late) {
        List<CompletionResult> results = new ArrayList<>(batch.size());
        for (Completion one : batch) {
            boolean first = applied.remove(one.id());
            if (!first && one.attempt() != null) {
                late.add(one);
            }
            results.add(
                    first
                            ? unblocks.test(one) ? CompletionResult.UNBLOCKED : CompletionResult.APPLIED
                            : CompletionResult.LATE);
        }
        return results;
    }

    private static Unnest<Completion> transition(Unnest<Completion> rows, Instant now) throws SQLException {
        return rows.id("ids", Completion::id)
                .text("tokens", one -> one.token().value())
                .text("statuses", one -> one.to().code())
                .flag("notSent", one -> notSent(one.to()))
                .text("reasons", Completion::reason)
                .time("dueAt", one -> one.delay() == null ? null : now.plus(one.delay()))
                .time("finishedAt", one -> one.to().terminal() ? now : null)
                .time("sentLateAt", one -> LateSends.at(one, now))
                .number("counted", one -> one.counted() ? 1 : 0);
    }

    private static @Nullable Boolean notSent(DeliveryStatus to) {
        return (to.terminal() && to != DeliveryStatus.SENT) ? Boolean.TRUE : null;
    }

    private static Unnest<Completion> evidence(Unnest<Completion> rows) throws SQLException {
        return rows.time("endedAt", of(Attempt::endedAt))
                .text("results", of(attempt -> code(attempt.result())))
                .text("codes", of(Attempt::code))
                .text("messages", of(Attempt::message))
                .number("providerStatuses", ofEvidence(Evidence::providerStatus))
                .text("providerMessageIds", ofEvidence(Evidence::providerMessageId))
                .text("requests", ofEvidence(Evidence::request))
                .text("responses", ofEvidence(Evidence::response));
    }

    private static <V> Function<Completion, @Nullable V> of(Function<Attempt, @Nullable V> column) {
        return one -> column.apply(Objects.requireNonNull(one.attempt()));
    }

    private static <V> Function<Completion, @Nullable V> ofEvidence(Function<Evidence, @Nullable V> column) {
        return of(attempt -> column.apply(attempt.evidence()));
    }

    private static @Nullable String code(@Nullable AttemptResult result) {
        return result == null ? null : result.code();
    }
}
