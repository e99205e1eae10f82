package dev.tidings.bench.chaos;

import java.time.Duration;

/**
 * The plan of a run.
 *
 * @param store postgres, mariadb, or sqlite with one node
 * @param perSecond the maximum total rate of intents per second
 * @param kills the number of nodes that are killed, one after another, under load
 * @param outage the duration of the single database outage; zero for none
 * @param lease the lease duration of the nodes
 */
public record ChaosPlan(
        String store, int nodes, int intents, int perSecond, int kills, Duration outage, Duration lease, long seed) {
    /**
     * For runs on a machine that also does other work: a node that does not get the processor for longer than its lease
     * loses its deliveries, as it should, which a check would take for an unexplained interruption.
     */
    private static final Duration LEASE_BESIDE_OTHER_WORK = Duration.ofSeconds(10);

    /** Takes two and a half minutes. */
    public static ChaosPlan thorough(String store, long seed) {
        return new ChaosPlan(store, 3, 20_000, 150, 20, Duration.ofSeconds(5), Duration.ofSeconds(3), seed);
    }

    /** Takes half a minute. */
    public static ChaosPlan brief(String store, long seed) {
        return new ChaosPlan(store, 3, 1_500, 75, 3, Duration.ofSeconds(2), LEASE_BESIDE_OTHER_WORK, seed);
    }

    /** Takes 15 seconds: each fault once. */
    public static ChaosPlan once(String store, long seed) {
        return new ChaosPlan(store, 3, 600, 75, 1, Duration.ofSeconds(1), LEASE_BESIDE_OTHER_WORK, seed);
    }

    /** Replaces settings such as {@code intents=5000}. */
    ChaosPlan with(String setting) {
        int equals = setting.indexOf('=');
        String name = equals < 0 ? setting : setting.substring(0, equals);
        int value;
        try {
            value = Integer.parseInt(setting.substring(equals + 1));
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("'" + setting + "' is malformed; expected name=number, such as"
                    + " intents=5000; names are nodes, intents, rate, kills, outage_s, lease_s, seed");
        }
        return switch (name) {
            case "nodes" -> new ChaosPlan(store, value, intents, perSecond, kills, outage, lease, seed);
            case "intents" -> new ChaosPlan(store, nodes, value, perSecond, kills, outage, lease, seed);
            case "rate" -> new ChaosPlan(store, nodes, intents, value, kills, outage, lease, seed);
            case "kills" -> new ChaosPlan(store, nodes, intents, perSecond, value, outage, lease, seed);
            case "outage_s" ->
                new ChaosPlan(store, nodes, intents, perSecond, kills, Duration.ofSeconds(value), lease, seed);
            case "lease_s" ->
                new ChaosPlan(store, nodes, intents, perSecond, kills, outage, Duration.ofSeconds(value), seed);
            case "seed" -> new ChaosPlan(store, nodes, intents, perSecond, kills, outage, lease, value);
            default ->
                throw new IllegalArgumentException("'" + name
                        + "' is an unknown setting; expected nodes, intents, rate, kills, outage_s, lease_s or seed");
        };
    }
}
