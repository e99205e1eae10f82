package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.node.NodeRole;
import dev.tidings.core.node.NodeRoles;
import dev.tidings.core.node.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Processes that share a store see each other start and stop, and one of them holds each singleton lease. */
public abstract class NodeContract extends StoreContract {
    private static final int PLENTY = 100;
    private static final Duration HOLD = Duration.ofMinutes(2);

    protected NodeContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_node_is_listed_with_its_last_heartbeat() {
        Instant started = now();
        store().nodes().beat(beat("i-1", "a", false));
        clock.advance(Node.BEAT);
        NodeBeat last = new NodeBeat(
                "i-1",
                "a",
                "1.2.3",
                "http://10.0.0.7:8080",
                false,
                NodeRoles.of(NodeRole.DISPATCH, NodeRole.GATEWAY),
                List.of(new NodeLane("webhook", 64, 1000, 63)));

        store().nodes().beat(last);

        assertThat(store().nodes().nodes()).containsExactly(new Node(last, started, now(), null));
        assertThat(stateOf("i-1")).isEqualTo(NodeState.ALIVE);
    }

    @Test
    void a_node_without_heartbeats_is_gone_until_its_next_one() {
        store().nodes().beat(beat("i-1", "a", false));
        clock.advance(Node.SILENCE.minusMillis(1));
        assertThat(stateOf("i-1")).isEqualTo(NodeState.ALIVE);
        clock.advance(Duration.ofMillis(1));
        assertThat(stateOf("i-1")).isEqualTo(NodeState.GONE);

        store().nodes().beat(beat("i-1", "a", false));

        assertThat(stateOf("i-1")).isEqualTo(NodeState.ALIVE);
    }

    @Test
    void a_stopping_node_is_draining_and_then_gone() {
        store().nodes().beat(beat("i-1", "a", true));
        assertThat(stateOf("i-1")).isEqualTo(NodeState.DRAINING);
        Instant left = clock.advance(Duration.ofSeconds(1));

        store().nodes().leave("i-1");
        store().nodes().leave("unknown");

        assertThat(stateOf("i-1")).isEqualTo(NodeState.GONE);
        assertThat(store().nodes().nodes())
                .singleElement()
                .extracting(Node::leftAt)
                .isEqualTo(left);
    }

    @Test
    void an_outdated_heartbeat_undoes_neither_a_shutdown_nor_draining() {
        store().nodes().beat(beat("i-1", "a", false));
        store().nodes().beat(beat("i-1", "a", true));
        store().nodes().beat(beat("i-1", "a", false));
        assertThat(stateOf("i-1")).isEqualTo(NodeState.DRAINING);
        store().nodes().leave("i-1");
        store().nodes().beat(beat("i-1", "a", true));

        assertThat(stateOf("i-1")).isEqualTo(NodeState.GONE);
    }

    @Test
    void two_runs_with_one_name_are_two_nodes_newest_first() {
        store().nodes().beat(beat("i-1", "b", false));
        clock.advance(Duration.ofSeconds(1));
        store().nodes().beat(beat("i-2", "b", false));
        store().nodes().beat(beat("i-3", "a", false));

        assertThat(store().nodes().nodes())
                .extracting(node -> node.beat().instance())
                .containsExactly("i-3", "i-2", "i-1");
    }

    @Test
    void nodes_that_are_long_gone_are_removed() {
        store().nodes().beat(beat("i-1", "a", false));
        clock.advance(Duration.ofDays(1));
        store().nodes().beat(beat("i-2", "b", false));

        assertThat(store().retention().removeIdle(now(), PLENTY)).isOne();
        assertThat(store().retention().removeIdle(now(), PLENTY)).isZero();

        assertThat(store().nodes().nodes())
                .extracting(node -> node.beat().instance())
                .containsExactly("i-2");
    }

    @Test
    void a_singleton_lease_has_one_holder_until_it_lapses_or_is_dropped() {
        assertThat(store().singletonLeases().take("jobs", "a", HOLD)).isTrue();
        assertThat(store().singletonLeases().take("jobs", "b", HOLD)).isFalse();
        assertThat(store().singletonLeases().take("other", "b", HOLD)).isTrue();
        clock.advance(HOLD.minusMillis(1));
        assertThat(store().singletonLeases().take("jobs", "a", HOLD)).as("kept").isTrue();
        clock.advance(HOLD.minusMillis(1));
        assertThat(store().singletonLeases().take("jobs", "b", HOLD)).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(store().singletonLeases().take("jobs", "b", HOLD))
                .as("lapsed")
                .isTrue();
        assertThat(store().singletonLeases().take("jobs", "a", HOLD)).isFalse();

        store().singletonLeases().drop("jobs", "a");
        assertThat(store().singletonLeases().take("jobs", "a", HOLD)).isFalse();
        store().singletonLeases().drop("jobs", "b");
        assertThat(store().singletonLeases().take("jobs", "a", HOLD)).isTrue();
    }

    private NodeState stateOf(String instance) {
        return store().nodes().nodes().stream()
                .filter(node -> node.beat().instance().equals(instance))
                .findFirst()
                .orElseThrow()
                .stateAt(now());
    }

    private static NodeBeat beat(String instance, String name, boolean draining) {
        return new NodeBeat(instance, name, "1.0", "http://127.0.0.1:8080", draining, NodeRoles.ALL, List.of());
    }
}
