package dev.tidings.server.config;

import dev.tidings.core.delivery.ConcurrencyLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings of dispatching.
 *
 * @param node the node's name for operators; empty to derive it from host and data directory. Leases do not depend
 * on it
 * @param lease how long a worker holds a delivery before another may claim it
 * @param batch the maximum number of deliveries per claim
 * @param pollBusy the safety poll interval while there is work
 * @param pollIdle the safety poll interval while there is none
 * @param concurrency how many deliveries of one concurrency key are sent at the same time
 */
public record DispatchSection(
        String node, Duration lease, int batch, Duration pollBusy, Duration pollIdle, ConcurrencyLimits concurrency) {
    private static final Pattern LIMIT = Pattern.compile("([^*]+\\*?)=([1-9]\\d{0,3})");

    static DispatchSection read(Section in) {
        return new DispatchSection(
                in.text("node", ""),
                in.duration("lease", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofHours(1)),
                in.integer("batch", 64, 1, 500),
                in.duration("poll_busy", Duration.ofMillis(100), Duration.ofMillis(10), Duration.ofMinutes(1)),
                in.duration("poll_idle", Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMinutes(1)),
                new ConcurrencyLimits(in.integer("concurrency_limit", 1, 1, ConcurrencyLimits.MOST), limits(in)));
    }

    private static Map<String, Integer> limits(Section in) {
        Map<String, Integer> limits = new HashMap<>();
        List<String> given = in.assignments("concurrency_limits");
        for (int i = 0; i < given.size(); i++) {
            Matcher limit = LIMIT.matcher(given.get(i));
            if (limit.matches() && Integer.parseInt(limit.group(2)) <= ConcurrencyLimits.MOST) {
                limits.put(limit.group(1), Integer.valueOf(limit.group(2)));
            } else {
                in.error(
                        "concurrency_limits[" + i + "]",
                        given.get(i),
                        "KEY=LIMIT or PREFIX*=LIMIT with a limit from 1 to " + ConcurrencyLimits.MOST
                                + ", such as crm-*=5");
            }
        }
        return limits;
    }
}
