package dev.tidings.engine.dispatch;

import static dev.tidings.engine.dispatch.Rig.ORDERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a channel that keeps the order of acceptance, on two nodes. */
class OrderTest {
    private static final Outcome SENT = Outcome.sent(Evidence.NONE);
    private static final Outcome FAILED = Outcome.retry("http_500", "down", Evidence.status(500));

    private final List<DeliveryId> sent = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch stuck = new CountDownLatch(1);
    private Rig here;
    private Rig there;

    @BeforeEach
    void start(@TempDir Path dir) {
        Map<String, Rig.Send> channels = Map.of(ORDERED, this::send);
        DispatchSettings settings = Rig.settings(new LaneSettings(4, 16, 8, 0));
        here = new Rig(dir, channels, settings).started();
        there = here.besides(channels, settings).started();
    }

    @AfterEach
    void stop() {
        stuck.countDown();
        there.close();
        here.close();
    }

    /** Every seventh first attempt fails; one address hangs. */
    private Outcome send(Message message) throws InterruptedException {
        if (message.address().equals("stuck")) {
            stuck.await();
        }
        if (message.attempt() == 1 && message.deliveryId().hashCode() % 7 == 0) {
            return FAILED;
        }
        sent.add(message.deliveryId());
        return SENT;
    }

    @Test
    void a_recipient_gets_deliveries_in_order_of_acceptance_across_two_nodes_despite_retries() {
        List<DeliveryId> accepted = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            accepted.addAll((i % 2 == 0 ? here : there).submit(ORDERED, "user:1"));
        }

        here.passUntil(Duration.ofSeconds(1), () -> sent.size() >= accepted.size());

        assertThat(sent).containsExactlyElementsOf(accepted);
        here.awaitStatus(DeliveryStatus.SENT, accepted);
    }

    @Test
    void a_hanging_recipient_holds_up_no_other_recipient() {
        DeliveryId hanging = here.submit(ORDERED, "stuck").getFirst();
        DeliveryId behind = there.submit(ORDERED, "stuck").getFirst();
        List<DeliveryId> others = here.submit(ORDERED, "user:1", "user:2", "user:3");

        await().until(() -> {
            here.pass(Duration.ofSeconds(1));
            return sent.containsAll(others);
        });

        assertThat(sent).doesNotContain(hanging, behind);
        assertThat(here.delivery(behind).status()).isEqualTo(DeliveryStatus.PENDING);
        stuck.countDown();
        await().until(() -> {
            here.pass(Duration.ofSeconds(1));
            return here.delivery(behind).status() == DeliveryStatus.SENT;
        });
        assertThat(sent.indexOf(hanging)).isLessThan(sent.indexOf(behind));
    }
}
