package dev.tidings.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.node.NodeRole;
import dev.tidings.core.node.NodeRoles;
import dev.tidings.core.node.NodeState;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.simulation.ForwardingNodes;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HeartbeatTest {
    private final SettableClock clock = SettableClock.atStart();
    private final SqliteStore store =
            SqliteStore.openInMemory("heartbeat", clock, new ReversingCipher(), new CountingIds());
    private final List<Runnable> later = new ArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Heartbeat.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private boolean down;
    /** Runs between reading the nodes and returning them. */
    private Runnable duringLook = () -> {};

    private final Heartbeat first = node("i-1", "a", "webhook");

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void close() {
        logger.detachAppender(log);
        store.close();
    }

    private Heartbeat node(String instance, String name, String... channels) {
        return node(instance, name, NodeRoles.ALL, channels);
    }

    private Heartbeat node(String instance, String name, NodeRoles roles, String... channels) {
        return new Heartbeat(
                new ForwardingNodes(store.nodes()) {
                    @Override
                    public void beat(NodeBeat beat) {
                        if (down) {
                            throw new StoreUnavailable("down");
                        }
                        super.beat(beat);
                    }

                    @Override
                    public List<Node> nodes() {
                        List<Node> read = super.nodes();
                        duringLook.run();
                        return read;
                    }
                },
                new NodeBeat(instance, name, "1", "127.0.0.1:1", false, roles, List.of()),
                () -> List.of(channels).stream()
                        .map(channel -> new NodeLane(channel, 64, 0, 0))
                        .toList(),
                membership -> {},
                clock,
                Runnable::run,
                (delay, task) -> later.add(task));
    }

    /** Lets the running nodes send another heartbeat. */
    private void pass(Duration time) {
        clock.advance(time);
        List<Runnable> due = List.copyOf(later);
        later.clear();
        due.forEach(Runnable::run);
    }

    private NodeState stateOf(String instance) {
        return store.nodes().nodes().stream()
                .filter(node -> node.beat().instance().equals(instance))
                .findFirst()
                .orElseThrow()
                .stateAt(clock.instant());
    }

    @Test
    void nodes_know_each_other_and_how_many_have_a_lane() {
        Heartbeat one = node("i-1", "a", "webhook", "email");
        one.start();
        assertThat(one.membership()).isEqualTo(new Membership(1, each(1), Map.of("webhook", 1, "email", 1)));
        node("i-2", "b", "webhook").start();

        pass(Node.BEAT);

        assertThat(one.membership()).isEqualTo(new Membership(2, each(2), Map.of("webhook", 2, "email", 1)));
    }

    private static Map<NodeRole, Integer> each(int nodes) {
        return Map.of(NodeRole.INTAKE, nodes, NodeRole.DISPATCH, nodes, NodeRole.GATEWAY, nodes);
    }

    @Test
    void nodes_are_counted_per_role() {
        Heartbeat one = node("i-1", "a", NodeRoles.of(NodeRole.INTAKE, NodeRole.GATEWAY));
        one.start();
        assertThat(one.membership().having(NodeRole.DISPATCH))
                .as("at least one")
                .isOne();
        node("i-2", "b", NodeRoles.of(NodeRole.DISPATCH), "webhook").start();
        node("i-3", "c", NodeRoles.of(NodeRole.DISPATCH), "webhook").start();

        pass(Node.BEAT);

        assertThat(one.membership().living()).isEqualTo(3);
        assertThat(one.membership().having(NodeRole.INTAKE)).isOne();
        assertThat(one.membership().having(NodeRole.DISPATCH)).isEqualTo(2);
    }

    @Test
    void a_draining_node_no_longer_counts() {
        Heartbeat one = node("i-1", "a", "webhook");
        Heartbeat two = node("i-2", "b", "webhook");
        one.start();
        two.start();
        two.drain();
        assertThat(stateOf("i-2")).isEqualTo(NodeState.DRAINING);
        pass(Node.BEAT);
        assertThat(one.membership().living()).isOne();
        two.leave();
        assertThat(stateOf("i-2")).isEqualTo(NodeState.GONE);
        pass(Node.BEAT);
        assertThat(stateOf("i-2")).isEqualTo(NodeState.GONE);
    }

    @Test
    void an_overtaken_heartbeat_is_followed_by_another() {
        duringLook = () -> {
            duringLook = () -> {};
            store.nodes()
                    .beat(new NodeBeat(
                            "i-2",
                            "b",
                            "1",
                            "127.0.0.1:2",
                            false,
                            NodeRoles.ALL,
                            List.of(new NodeLane("email", 1, 0, 0))));
            first.drain();
        };
        first.start();

        assertThat(first.membership().withLane()).isEqualTo(Map.of("email", 1));
        assertThat(stateOf("i-1")).isEqualTo(NodeState.DRAINING);
    }

    @Test
    void a_silent_node_counts_until_it_is_gone() {
        Heartbeat one = node("i-1", "a", "webhook");
        one.start();
        store.nodes()
                .beat(new NodeBeat(
                        "i-2",
                        "b",
                        "1",
                        "127.0.0.1:2",
                        false,
                        NodeRoles.ALL,
                        List.of(new NodeLane("webhook", 1, 0, 0))));
        pass(Node.BEAT);
        assertThat(one.membership().living()).isEqualTo(2);
        pass(Node.SILENCE);
        assertThat(one.membership().living()).isOne();
    }

    @Test
    void a_duplicate_node_name_is_logged_once() {
        node("i-1", "a").start();
        clock.advance(Duration.ofSeconds(1));
        node("i-2", "a").start();
        pass(Node.BEAT);
        pass(Node.BEAT);
        assertThat(log.list)
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.getFormattedMessage())
                        .contains("duplicate node name name=a")
                        .contains("dispatch.node"));
    }

    @Test
    void an_earlier_run_of_the_same_node_is_not_a_duplicate() {
        store.nodes().beat(new NodeBeat("i-1", "a", "1", "127.0.0.1:1", false, NodeRoles.ALL, List.of()));
        clock.advance(Duration.ofSeconds(1));
        node("i-2", "a").start();
        pass(Node.BEAT);
        assertThat(log.list).isEmpty();
    }

    @Test
    void an_unavailable_store_does_not_change_the_membership() {
        Heartbeat one = node("i-1", "a", "webhook");
        one.start();
        down = true;
        pass(Node.BEAT);
        pass(Node.SILENCE);
        assertThat(one.membership().living()).isOne();
        down = false;
        pass(Node.BEAT);
        assertThat(stateOf("i-1")).isEqualTo(NodeState.ALIVE);
    }
}
