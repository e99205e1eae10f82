package dev.tidings.admin.rest;

import dev.tidings.admin.ListedDelivery;
import dev.tidings.admin.Waiting;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.Lease;
import dev.tidings.http.export.CsvTable;
import dev.tidings.http.export.CsvTable.Column;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Deliveries as CSV. New columns are added at the right. Requests and responses of attempts are only in JSON lines. */
final class DeliveryTable {
    static final CsvTable<ListedDelivery> COLUMNS = new CsvTable<>(List.of(
            of("delivery_id", Delivery::id),
            of("notification_id", Delivery::notificationId),
            of("type", Delivery::type),
            of("channel", Delivery::channel),
            of("recipient", Delivery::recipient),
            of("endpoint_id", Delivery::endpointId),
            of("address", Delivery::address),
            of("status", delivery -> delivery.status().code()),
            of("reason", Delivery::reason),
            of("attempt_number", Delivery::attemptNumber),
            of("attempts_used", Delivery::attemptsUsed),
            of("reclaim_count", Delivery::reclaimCount),
            of("replay_count", Delivery::replayCount),
            of("next_attempt_at", Delivery::nextAttemptAt),
            of("lease_until", DeliveryTable::leaseUntil),
            last("last_attempt_started_at", Attempt::startedAt),
            last("last_attempt_ended_at", Attempt::endedAt),
            last("last_attempt_result", DeliveryTable::result),
            last("last_attempt_code", Attempt::code),
            last("last_attempt_message", Attempt::message),
            last("last_attempt_provider_status", attempt -> attempt.evidence().providerStatus()),
            last(
                    "last_attempt_provider_message_id",
                    attempt -> attempt.evidence().providerMessageId()),
            waiting("waiting_for", waiting -> waiting.reason().code()),
            waiting("waiting_until", Waiting::until),
            waiting("waiting_because", Waiting::because),
            waiting("waiting_behind", Waiting::behind),
            of("created_at", Delivery::createdAt),
            of("finished_at", Delivery::finishedAt),
            of("erased_at", Delivery::erasedAt)));

    private DeliveryTable() {}

    private static Column<ListedDelivery> of(String name, Function<Delivery, ? extends @Nullable Object> value) {
        return new Column<>(name, listed -> value.apply(listed.delivery()));
    }

    private static Column<ListedDelivery> last(String name, Function<Attempt, ? extends @Nullable Object> value) {
        return of(name, delivery -> {
            Attempt last = delivery.lastAttempt();
            return last == null ? null : value.apply(last);
        });
    }

    private static Column<ListedDelivery> waiting(String name, Function<Waiting, ? extends @Nullable Object> value) {
        return new Column<>(name, listed -> {
            Waiting waiting = listed.waiting();
            return waiting == null ? null : value.apply(waiting);
        });
    }

    private static @Nullable Object leaseUntil(Delivery delivery) {
        Lease lease = delivery.lease();
        return lease == null ? null : lease.until();
    }

    private static @Nullable Object result(Attempt attempt) {
        return attempt.result() == null ? null : attempt.result().code();
    }
}
