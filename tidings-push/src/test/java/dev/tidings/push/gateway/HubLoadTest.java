package dev.tidings.push.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.event.Cursor;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.push.log.memory.MemoryLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HubLoadTest {
    private static final String TENANT = "default";
    private static final int EVENTS = 100;
    private static final int PIECE = 25;

    private final ExecutorService feeds = Executors.newSingleThreadExecutor();
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final WindowBounds bounds = new WindowBounds(Duration.ofMinutes(5), 10_000, 64 * 1024 * 1024);
    private final MemoryLog log = new MemoryLog(bounds, InstantSource.system(), new Random(1), feeds);
    private final Hub hub =
            new Hub(log, new HubSettings(bounds, 20_000), null, InstantSource.system(), GatewayListener.NONE);

    @AfterEach
    void close() {
        hub.close();
        loop.shutdownNow();
        feeds.shutdownNow();
    }

    private Position append(String id) {
        return log.append(new Event(TENANT, "room", "t", id, new byte[200], null, null))
                .join();
    }

    /** Takes all events, or none after the first frame. */
    private static final class Member implements Subscriber {
        final List<String> ids = new ArrayList<>();
        final boolean slow;
        volatile int taken;
        volatile @Nullable Cursor position;
        volatile Frame.@Nullable Ended ended;

        Member(boolean slow) {
            this.slow = slow;
        }

        @Override
        public void ready(HubSubscription subscription) {
            if (slow && position != null && !subscription.ended()) {
                return;
            }
            for (List<Frame> frames = subscription.take(64_000);
                    !frames.isEmpty();
                    frames = subscription.take(64_000)) {
                for (Frame frame : frames) {
                    switch (frame) {
                        case Frame.Opened opened -> position = opened.position();
                        case PublishedEvent published -> {
                            ids.add(published.event().id());
                            taken = ids.size();
                        }
                        case Frame.Ended end -> ended = end;
                        case Frame.Notice notice -> ids.add(notice.name());
                    }
                }
            }
        }
    }

    private List<Member> join(int count, boolean slow, @Nullable Cursor cursor) {
        List<Member> members = IntStream.range(0, count)
                .mapToObj(i -> {
                    Member member = new Member(slow);
                    hub.subscribe(SubscriptionSpec.to("test", TENANT, "room", cursor), loop, member);
                    return member;
                })
                .toList();
        await().until(() -> members.stream().allMatch(member -> member.position != null));
        return members;
    }

    @Test
    void ten_slow_subscribers_in_a_thousand_are_closed_and_resume_without_affecting_the_others() {
        List<Member> quick = join(990, false, null);
        List<Member> slow = join(10, true, null);
        List<String> sent = IntStream.range(0, EVENTS).mapToObj(i -> "e" + i).toList();
        // In batches small enough that fast subscribers stay within their buffer.
        for (int from = 0; from < EVENTS; from += PIECE) {
            int until = from + PIECE;
            sent.subList(from, until).forEach(this::append);
            await().until(() -> quick.stream().allMatch(member -> member.taken == until));
        }
        await().until(() -> slow.stream().allMatch(member -> member.ended != null));
        assertThat(quick).allSatisfy(member -> {
            assertThat(member.ids).isEqualTo(sent);
            assertThat(member.ended).isNull();
        });
        Cursor resume = java.util.Objects.requireNonNull(
                java.util.Objects.requireNonNull(slow.getFirst().ended).position());
        assertThat(slow)
                .allSatisfy(member -> assertThat(member.ended).isEqualTo(new Frame.Ended(Frame.End.SLOW, resume)));
        List<Member> resumed = join(10, false, resume);
        await().until(() -> resumed.stream().allMatch(member -> member.taken == EVENTS));
        assertThat(resumed).allSatisfy(member -> assertThat(member.ids).isEqualTo(sent));
    }

    @Test
    void of_concurrent_subscriptions_with_one_client_id_one_survives() throws Exception {
        List<Frame.End> ends = new CopyOnWriteArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        List<HubSubscription> subscriptions = new CopyOnWriteArrayList<>();
        try (ExecutorService storm = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 200; i++) {
                var _ = storm.submit(() -> {
                    go.await();
                    subscriptions.add(hub.subscribe(
                            SubscriptionSpec.toAll("test", TENANT, "gateway", null), loop, ready -> {
                                for (Frame frame : ready.take(1_000)) {
                                    if (frame instanceof Frame.Ended ended) {
                                        ends.add(ended.reason());
                                    }
                                }
                            }));
                    return true;
                });
            }
            go.countDown();
        }
        await().until(() -> ends.size() == 199);

        assertThat(ends).containsOnly(Frame.End.REPLACED);
        assertThat(subscriptions.stream().filter(one -> !one.ended())).hasSize(1);
        assertThat(hub.listeningToAll(TENANT)).isEqualTo(1);
    }
}
