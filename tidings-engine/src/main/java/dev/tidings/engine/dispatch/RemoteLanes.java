package dev.tidings.engine.dispatch;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.TargetKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The lanes of other nodes, as a node sees them that dispatches nothing itself. They grant no permits: each delivery is
 * stored as due, and the store signals the other nodes.
 */
public final class RemoteLanes implements DispatchLanes {
    private final Map<String, Channel> channels;
    private final Consumer<String> signal;
    private final HealthSettings health;

    /**
     * @param channels the channels of all nodes, by name
     * @param signal receives a channel whose deliveries an operator made due
     */
    public RemoteLanes(Map<String, Channel> channels, Consumer<String> signal) {
        this.channels = Map.copyOf(channels);
        this.signal = signal;
        this.health = DispatchSettings.DEFAULT.health();
    }

    @Override
    public boolean keepsOrder(String channel) {
        Channel known = channels.get(channel);
        return known != null && known.keepsOrder();
    }

    @Override
    public Reservation reserve(TargetKey target) {
        return Reservation.FULL;
    }

    @Override
    public void release(TargetKey target) {
        throw new IllegalStateException("no permit was reserved for " + target);
    }

    @Override
    public void handOff(LeasedDelivery leased) {
        throw new IllegalStateException("no permit was reserved for " + leased.id());
    }

    @Override
    public void wake(String channel) {
        signal.accept(channel);
    }

    /** Does nothing: the store signals what it accepts. */
    @Override
    public void wake(String channel, String tenant) {}

    /** Does nothing: nodes that dispatch read the circuits from the store. */
    @Override
    public void unblock(TargetKey key) {}

    @Override
    public Duration propagationDelay() {
        return health.propagationDelay();
    }

    @Override
    public int blocked(String channel, EndpointCircuit.Reason reason) {
        return 0;
    }

    @Override
    public int blockedProviders(String channel) {
        return 0;
    }

    @Override
    public List<LaneState> lanes() {
        return List.of();
    }

    @Override
    public void share(int nodes, Map<String, Integer> withLane) {}
}
