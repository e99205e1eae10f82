package dev.tidings.server.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Bounds the values of a label: the first values are kept, later ones become {@code other}. */
final class LabelValues {
    static final String OTHER = "other";

    private final int most;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    LabelValues(int most) {
        this.most = most;
    }

    String of(String value) {
        if (known.contains(value)) {
            return value;
        }
        synchronized (known) {
            if (known.size() >= most && !known.contains(value)) {
                return OTHER;
            }
            known.add(value);
            return value;
        }
    }
}
