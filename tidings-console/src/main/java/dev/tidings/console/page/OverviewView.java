package dev.tidings.console.page;

import dev.tidings.console.api.EventsShown;
import dev.tidings.console.api.WaitsShown;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of the tenant.
 *
 * @param waits of all tenants; null for a key that may not see them
 */
public record OverviewView(List<Figure> figures, @Nullable WaitsShown waits, List<EventsShown.Event> events) {
    /**
     * A number with the list behind it.
     *
     * @param key of its text
     * @param count with a plus if there are more
     * @param bad whether somebody should look
     */
    public record Figure(String key, String count, String path, boolean bad) {}

    /** Whether nothing was ever sent here. */
    public boolean empty() {
        return figures.stream().allMatch(figure -> figure.count().equals("0"));
    }
}
