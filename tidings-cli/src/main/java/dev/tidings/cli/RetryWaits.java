package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Formats the waits between attempts: {@code 5s, 10s, then 10s each, 9 retries}. */
final class RetryWaits {
    private RetryWaits() {}

    static String text(JsonNode waits) {
        List<String> all = new ArrayList<>();
        waits.forEach(wait -> all.add(wait.asText()));
        int distinct = all.size();
        while (distinct > 1 && all.get(distinct - 1).equals(all.get(distinct - 2))) {
            distinct--;
        }
        String shown = String.join(", ", all.subList(0, distinct));
        return distinct == all.size() ? shown : shown + ", then " + all.getLast() + " each, " + all.size() + " retries";
    }
}
