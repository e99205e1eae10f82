package dev.tidings.engine.accept;

import dev.tidings.core.delivery.HandOff;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.TargetKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A lane with a number of permits; records what it receives. */
final class RecordingLanes implements HandOff {
    /** The channel that preserves order. */
    static final String ORDERED = "push";

    int free = 2;
    String slow = "";
    final List<LeasedDelivery> handedOff = new ArrayList<>();
    final List<String> woken = new ArrayList<>();

    @Override
    public boolean keepsOrder(String channel) {
        return channel.equals(ORDERED);
    }

    @Override
    public Reservation reserve(TargetKey target) {
        if (target.target().equals(slow)) {
            return new Reservation.Later(Duration.ofSeconds(7));
        }
        if (free == 0) {
            return Reservation.FULL;
        }
        free--;
        return Reservation.GRANTED;
    }

    @Override
    public void release(TargetKey target) {
        free++;
    }

    @Override
    public void handOff(LeasedDelivery leased) {
        handedOff.add(leased);
    }

    @Override
    public void wake(String channel) {
        woken.add(channel);
    }

    @Override
    public void wake(String channel, String tenant) {
        woken.add(channel);
    }
}
