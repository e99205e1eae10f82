package dev.tidings.testkit.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How often claims that took as much as they could have passed over a tenant with due deliveries. */
final class FairnessLedger {
    /** Claims smaller than the number of tenants serve them in turn. */
    private static final int MOST = 2;

    private final Map<Lane, Integer> passedOver = new HashMap<>();

    private record Lane(String channel, String tenant) {}

    /**
     * Records a claim; returns what is wrong with it, empty if nothing.
     *
     * @param due the tenants that had due deliveries before it
     * @param full whether it took as much as it could
     */
    String claimed(String channel, Set<String> due, Set<String> served, boolean full) {
        passedOver
                .keySet()
                .removeIf(lane -> lane.channel().equals(channel)
                        && (!full || !due.contains(lane.tenant()) || served.contains(lane.tenant())));
        for (String tenant : due) {
            if (full
                    && !served.contains(tenant)
                    && passedOver.merge(new Lane(channel, tenant), 1, Integer::sum) > MOST) {
                return "tenant " + tenant + " has due deliveries on " + channel + ", but " + (MOST + 1)
                        + " claims in a row served only " + served;
            }
        }
        return "";
    }
}
