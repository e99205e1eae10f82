package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.ErasureStore.ErasureStep;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the suites on erasures share. */
abstract class ErasedRecipientContract extends StoreContract {
    static final String ANN = "user:ann";
    static final String BOB = "user:bob";
    static final String SECRET_WORD = "ann@example.com";
    static final int ALL = 100;

    ErasedRecipientContract(StoreFactory factory) {
        super(factory);
    }

    final ErasureStep erase(String recipient) {
        return erase(recipient, "", ALL);
    }

    /** @param after null is not a position */
    final ErasureStep erase(String recipient, @Nullable String after, int limit) {
        String last = Objects.requireNonNull(store().erasures().last(TENANT, recipient));
        return store().erasures().erase(TENANT, recipient, last, Objects.requireNonNull(after), limit);
    }

    final Notification notification(DeliveryId id) {
        return store().queries()
                .notification(TENANT, delivery(id).notificationId())
                .orElseThrow();
    }

    final CompletionResult sentTo(LeasedDelivery leased, String address) {
        return complete(
                Completion.sent(leased, new Outcome.Sent(new Evidence(200, "id-" + address, address, address)), now()));
    }

    final void retry(LeasedDelivery leased, Duration delay, String address) {
        assertThat(complete(Completion.retry(
                        leased,
                        new Outcome.Retry(
                                "http_503", "no answer to " + address, null, new Evidence(503, null, address, address)),
                        delay,
                        now())))
                .isEqualTo(CompletionResult.APPLIED);
    }

    static void assertErased(Attempt attempt) {
        assertThat(attempt.message()).isNull();
        assertThat(attempt.evidence().request()).isNull();
        assertThat(attempt.evidence().response()).isNull();
        assertThat(attempt.evidence().providerMessageId()).isNull();
    }
}
