package dev.tidings.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompletionTest {
    private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant ENDED = BEGUN.plusSeconds(2);
    private static final Evidence EVIDENCE = Evidence.status(503);

    private static LeasedDelivery leased(int attemptNumber, int attemptsUsed) {
        Notification notification = new Notification(
                NotificationId.of("ntf_00000000000000000000000001"),
                "default",
                "shop",
                "k",
                "a.b",
                null,
                null,
                null,
                null,
                null,
                null,
                BEGUN);
        return new LeasedDelivery(
                DeliveryId.of("dlv_00000000000000000000000001"),
                notification,
                "webhook",
                "user:1",
                null,
                attemptNumber,
                attemptsUsed,
                0,
                new LeaseToken("t"),
                BEGUN);
    }

    @Test
    void a_sent_attempt_ends_the_delivery_with_its_evidence() {
        Completion sent = Completion.sent(leased(3, 1), new Outcome.Sent(EVIDENCE), ENDED);
        assertThat(sent.to()).isEqualTo(DeliveryStatus.SENT);
        assertThat(sent.counted()).isTrue();
        assertThat(sent.delay()).isNull();
        assertThat(sent.attempt())
                .isEqualTo(new Attempt(3, BEGUN, ENDED, AttemptResult.SENT, null, null, EVIDENCE, false));
    }

    @Test
    void a_retry_waits_and_keeps_the_failure() {
        Completion retry = Completion.retry(
                leased(1, 0), new Outcome.Retry("http_503", "busy", null, EVIDENCE), Duration.ofSeconds(5), ENDED);
        assertThat(retry.to()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(retry.delay()).isEqualTo(Duration.ofSeconds(5));
        assertThat(retry.counted()).isTrue();
        assertThat(retry.attempt())
                .isEqualTo(new Attempt(1, BEGUN, ENDED, AttemptResult.RETRY, "http_503", "busy", EVIDENCE, false));
    }

    @Test
    void a_rejection_is_dead_with_its_own_code_and_a_used_up_budget_with_attempts_exhausted() {
        Completion rejected =
                Completion.rejected(leased(1, 0), new Outcome.Rejected("http_400", "no", EVIDENCE), ENDED);
        assertThat(rejected.to()).isEqualTo(DeliveryStatus.DEAD);
        assertThat(rejected.reason()).isEqualTo("http_400");
        Completion exhausted =
                Completion.exhausted(leased(9, 9), new Outcome.Retry("http_503", "busy", null, EVIDENCE), ENDED);
        assertThat(exhausted.to()).isEqualTo(DeliveryStatus.DEAD);
        assertThat(exhausted.reason()).isEqualTo("attempts_exhausted");
    }

    @Test
    void an_end_without_an_attempt_records_and_counts_none() {
        for (Completion untried : Set.of(
                Completion.dead(leased(2, 1), "expired"),
                Completion.skippedUntried(leased(2, 1), "recipient_missing"),
                Completion.givenBack(leased(2, 1), Duration.ZERO))) {
            assertThat(untried.attempt()).as(untried.to().code()).isNull();
            assertThat(untried.counted()).isFalse();
        }
    }

    @Test
    void a_released_delivery_returns_to_its_previous_status() {
        assertThat(Completion.givenBack(leased(1, 0), Duration.ZERO).to()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(Completion.givenBack(leased(2, 1), Duration.ZERO).to()).isEqualTo(DeliveryStatus.FAILED);
    }

    @ParameterizedTest
    @EnumSource(DeliveryStatus.class)
    void a_send_may_lead_to_any_status(DeliveryStatus to) {
        assertThat(completion(to, to.terminal() ? null : Duration.ZERO).to()).isEqualTo(to);
    }

    @Test
    void only_an_unfinished_delivery_is_due_again() {
        assertThatIllegalArgumentException().isThrownBy(() -> completion(DeliveryStatus.SENT, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> completion(DeliveryStatus.FAILED, null));
    }

    private static Completion completion(DeliveryStatus to, @Nullable Duration delay) {
        return new Completion(
                DeliveryId.of("dlv_00000000000000000000000001"),
                new LeaseToken("t"),
                1,
                to,
                null,
                delay,
                false,
                null,
                null,
                null);
    }
}
