package dev.tidings.admin.rest;

import dev.tidings.admin.ListedDelivery;
import dev.tidings.admin.Waiting;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.Lease;
import dev.tidings.core.id.EndpointId;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes deliveries and attempts as JSON. */
final class DeliveryJson {
    private DeliveryJson() {}

    static void write(JsonWriter json, Delivery delivery) throws IOException {
        json.text("delivery_id", delivery.id().value());
        json.text("notification_id", delivery.notificationId().value());
        json.text("type", delivery.type());
        json.text("channel", delivery.channel());
        json.text("recipient", delivery.recipient());
        EndpointId endpoint = delivery.endpointId();
        json.text("endpoint_id", endpoint == null ? null : endpoint.value());
        json.text("address", delivery.address());
        json.text("status", delivery.status().code());
        json.text("reason", delivery.reason());
        json.number("attempt_number", delivery.attemptNumber());
        json.number("attempts_used", delivery.attemptsUsed());
        json.number("reclaim_count", delivery.reclaimCount());
        json.number("replay_count", delivery.replayCount());
        json.time("next_attempt_at", delivery.nextAttemptAt());
        Lease lease = delivery.lease();
        if (lease != null) {
            json.time("lease_until", lease.until());
        }
        Attempt last = delivery.lastAttempt();
        if (last != null) {
            json.object("last_attempt", fields -> write(fields, last));
        }
        json.time("created_at", delivery.createdAt());
        json.time("finished_at", delivery.finishedAt());
        json.time("erased_at", delivery.erasedAt());
    }

    static void write(JsonWriter json, ListedDelivery listed) throws IOException {
        write(json, listed.delivery());
        write(json, listed.waiting());
    }

    static void write(JsonWriter json, @Nullable Waiting waiting) throws IOException {
        if (waiting != null) {
            json.object("waiting", fields -> {
                fields.text("for", waiting.reason().code());
                fields.time("until", waiting.until());
                fields.text("because", waiting.because());
                if (waiting.behind() != null) {
                    fields.text("behind", waiting.behind().value());
                }
            });
        }
    }

    static void write(JsonWriter json, Attempt attempt) throws IOException {
        json.number("number", attempt.number());
        json.time("started_at", attempt.startedAt());
        json.time("ended_at", attempt.endedAt());
        if (attempt.result() != null) {
            json.text("result", attempt.result().code());
        }
        json.text("code", attempt.code());
        json.text("message", attempt.message());
        json.number("provider_status", attempt.evidence().providerStatus());
        json.text("provider_message_id", attempt.evidence().providerMessageId());
        json.text("request", attempt.evidence().request());
        json.text("response", attempt.evidence().response());
        json.bool("late", attempt.late());
    }
}
