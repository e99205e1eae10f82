package dev.tidings.admin;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of named values (RFC 7396).
 *
 * @param clear whether the present values are removed first
 * @param values the values to set; null removes one
 */
public record MapPatch(boolean clear, Map<String, @Nullable String> values) {
    public static final MapPatch NONE = new MapPatch(false, Map.of());

    public static final MapPatch CLEAR = new MapPatch(true, Map.of());

    public MapPatch {
        values = Collections.unmodifiableMap(new HashMap<>(values));
    }

    /** Returns the values after the change. */
    public Map<String, String> over(Map<String, String> present) {
        Map<String, String> changed = clear ? new HashMap<>() : new HashMap<>(present);
        values.forEach((name, value) -> {
            if (value == null) {
                changed.remove(name);
            } else {
                changed.put(name, value);
            }
        });
        return changed;
    }
}
