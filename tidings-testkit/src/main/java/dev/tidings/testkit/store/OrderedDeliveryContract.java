package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.QueueHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What the suites on ordered deliveries share. */
abstract class OrderedDeliveryContract extends StoreContract {
    static final String USER = "user:1";
    static final int WORKERS = 4;
    private static final int PRODUCERS = 4;
    private static final int EACH = 25;

    OrderedDeliveryContract(StoreFactory factory) {
        super(factory);
    }

    final NewDelivery ordered(String recipient) {
        return pending(CHANNEL, recipient).inOrder();
    }

    final Acceptance one(NewDelivery delivery) {
        return intent("key-" + delivery.id(), delivery);
    }

    final DeliveryId acceptOrdered(String recipient) {
        NewDelivery delivery = ordered(recipient);
        accept(one(delivery));
        return delivery.id();
    }

    /** The lease of the insert. */
    final LeasedDelivery leased(Acceptance acceptance, AcceptResult result) {
        NewDelivery delivery = acceptance.deliveries().getFirst();
        AcceptResult.Accepted accepted = (AcceptResult.Accepted) result;
        return new LeasedDelivery(
                delivery.id(),
                acceptance.notification(),
                delivery.channel(),
                delivery.recipient(),
                delivery.endpointId(),
                delivery.address(),
                1,
                0,
                0,
                Objects.requireNonNull(delivery.token()),
                accepted.acceptedAt(),
                false,
                accepted.positions().get(delivery.id()));
    }

    final DeliveryId acceptOrdered(NewDelivery delivery) {
        accept(one(delivery));
        return delivery.id();
    }

    static QueueHead alive(DeliveryId id) {
        return new QueueHead(id, false);
    }

    final List<Delivery> deliveries() {
        return store().queries()
                .deliveries(new DeliveryFilter(TENANT, Set.of(), null, null, null, null, null, null), null, 10)
                .items();
    }

    final void preserveTheOrderOfEachProducer(Supplier<NewDelivery> ordered) throws Exception {
        List<DeliveryId> log = Collections.synchronizedList(new ArrayList<>());
        Map<DeliveryId, Integer> serials = new ConcurrentHashMap<>();
        AtomicInteger runners = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();

        var _ = Race.of(PRODUCERS + WORKERS, () -> {
            int runner = runners.getAndIncrement();
            if (runner < PRODUCERS) {
                for (int i = 0; i < EACH; i++) {
                    produce(
                            ordered.get().leased(new LeaseToken("insert-" + runner + "-" + i)),
                            runner * EACH + i,
                            log,
                            serials,
                            ended);
                }
            } else {
                while (ended.get() < PRODUCERS * EACH && !Thread.currentThread().isInterrupted()) {
                    for (LeasedDelivery leased : claim(3)) {
                        end(leased, log, ended);
                    }
                }
            }
            return true;
        });

        assertThat(log).hasSize(PRODUCERS * EACH).doesNotHaveDuplicates();
        for (int producer = 0; producer < PRODUCERS; producer++) {
            int of = producer;
            assertThat(log.stream().map(serials::get).filter(serial -> serial / EACH == of))
                    .isSorted();
        }
    }

    private void produce(
            NewDelivery delivery,
            int serial,
            List<DeliveryId> log,
            Map<DeliveryId, Integer> serials,
            AtomicInteger ended) {
        serials.put(delivery.id(), serial);
        Acceptance acceptance = one(delivery);
        AcceptResult result = accept(acceptance);
        if (deliveriesOf(result).getFirst().status() == DeliveryStatus.SENDING) {
            end(leased(acceptance, result), log, ended);
        }
    }

    private void end(LeasedDelivery leased, List<DeliveryId> log, AtomicInteger ended) {
        log.add(leased.id());
        assertThat(sent(leased)).isNotEqualTo(CompletionResult.LATE);
        ended.incrementAndGet();
    }
}
